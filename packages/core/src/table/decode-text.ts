/** What windows-1252 has in 0x80 to 0x9F; the five places it leaves empty stay control characters, as WHATWG has it. */
const WINDOWS_1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178'
const HIGH_CONTROLS = /[\u0080-\u009F]/g

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of `bytes[start, end)` as UTF-8; null when it is not valid UTF-8. */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string | null {
  let all = 0
  for (let at = start; at < end; at++) all |= bytes[at]!
  if (all < 0x80) return bytes.toString('latin1', start, end)
  try {
    return utf8.decode(bytes.subarray(start, end))
  } catch {
    return null
  }
}

/** The text of `bytes[start, end)` as windows-1252, the Latin-1 that Western spreadsheets write. Never fails. */
export function decodeLatin1(bytes: Buffer, start: number, end: number): string {
  return bytes
    .toString('latin1', start, end)
    .replace(HIGH_CONTROLS, (letter) => WINDOWS_1252.charAt(letter.charCodeAt(0) - 0x80))
}

/** Whether the bytes are valid UTF-8; a character cut in two at the very end is no fault unless `whole`. */
export function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
    return true
  } catch {
    return false
  }
}
