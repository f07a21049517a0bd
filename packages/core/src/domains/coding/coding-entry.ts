/** The SHA-256 of a text in UTF-8, 64 hexadecimal digits: an argument, for the one that is fast is the machine's. */
export type Sha256 = (text: string) => string

/** What could not be taken in: the whole of it, in one of three ways. */
export interface DeadEntry {
  /** counted from 1: the line of a file of lines, else the entry's place */
  readonly line: number
  readonly reason: string
  /** the entry itself; of bytes that are not UTF-8 what can be read of them, and of a `part` nothing */
  readonly text: string
  /** the bytes themselves, where they are not UTF-8 */
  readonly base64?: string
  /** where in its file an entry stands that is too long to be held in memory */
  readonly part?: FilePart
}

/** Some bytes of a file, from one up to another that is not among them. */
export interface FilePart {
  readonly start: number
  readonly end: number
  readonly utf8: boolean
}

/** What one entry of a file is: what was read of it, or why that cannot be. */
export type Entry<T> =
  { readonly value: T; readonly dead?: undefined } | { readonly dead: DeadEntry; readonly value?: undefined }

/** What one foreign record is, without its place. */
export type Reading<T> =
  { readonly value: T; readonly reason?: undefined } | { readonly reason: string; readonly value?: undefined }
