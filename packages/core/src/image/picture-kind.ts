/** Kinds of pictures that are read, by what their files begin with. */
export type PictureKind = 'jpeg' | 'png' | 'webp'

/** Of those that people send as pictures and that are not read, what they are called. */
const OTHERS: readonly (readonly [name: string, shows: (start: string) => boolean])[] = [
  ['GIF', (start) => start.startsWith('GIF8')],
  // a table may well begin with these two letters: four bytes that are always 0 follow the file's length
  ['BMP', (start) => start.startsWith('BM') && start.slice(6, 10) === '\0\0\0\0'],
  ['TIFF', (start) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(start.slice(0, 4))],
  ['HEIC', (start) => /^ftyp(hei[cmsx]|hev|mif1|msf1)/.test(start.slice(4))],
  ['AVIF', (start) => /^ftypavi[fs]/.test(start.slice(4))],
  ['JPEG XL', (start) => start.startsWith('\xff\n') || start.startsWith('\0\0\0\fJXL ')],
  ['DICOM', (start) => start.slice(128) === 'DICM'],
]
const LONGEST_START = 132
const NAMES: Readonly<Record<PictureKind, string>> = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP' }

/** What a file is by its first bytes, whatever its name says; null where it is none of the kinds that are read. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  const start = startOf(bytes)
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'webp' : null
}

/** The name of a kind of picture that is not read; null where it is none. */
export function unreadKind(bytes: Uint8Array): string | null {
  const start = startOf(bytes)
  return OTHERS.find(([, shows]) => shows(start))?.[0] ?? null
}

/** What a picture is called, read or not; null where a file shows itself as none. */
export function pictureName(bytes: Uint8Array): string | null {
  const kind = pictureKind(bytes)
  return kind === null ? unreadKind(bytes) : NAMES[kind]
}

/** Whether a file shows itself as a picture, read or not. */
export function isPicture(bytes: Uint8Array): boolean {
  return pictureName(bytes) !== null
}

function startOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, LONGEST_START))
}
