import { checkBytes, DOCUMENT, refuse } from './document-limits.ts'

const BYTE = {
  quote: 0x22,
  backslash: 0x5c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
  comma: 0x2c,
}

/**
 * Reads JSON that a stranger wrote: how deep it is and how much it holds is counted before it is parsed.
 * @throws VouchError `too_large` or `invalid`
 */
export function readJson(bytes: Uint8Array): unknown {
  checkBytes(bytes)
  countValues(bytes)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse('The file is not text in UTF-8.')
  }
  const value =
    parse(text) ?? parse(text.replace(TEXT_OR_NO_NUMBER, (found) => (found.startsWith('"') ? found : 'null')))
  return value === undefined ? refuse('The file is not whole JSON.') : value
}

/** XGBoost writes NaN and Infinity, which JSON has not: they are read as null. A text is found first, and left alone. */
const TEXT_OR_NO_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g

/** Undefined when it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function countValues(bytes: Uint8Array): void {
  let [depth, containers, values, inText] = [0, 0, 1, false]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (inText) {
      if (byte === BYTE.backslash) i++
      else if (byte === BYTE.quote) inText = false
    } else if (byte === BYTE.quote) inText = true
    else if (byte === BYTE.openArray || byte === BYTE.openObject) {
      containers++
      if (++depth > DOCUMENT.depth) refuse(`The file nests deeper than ${DOCUMENT.depth} levels.`)
      if (containers > DOCUMENT.containers) refuse(`The file holds more than ${DOCUMENT.containers} lists and objects.`)
    } else if (byte === BYTE.comma) {
      if (++values > DOCUMENT.values) refuse(`The file holds more than ${DOCUMENT.values} values.`)
    } else if (byte === BYTE.closeArray || byte === BYTE.closeObject) depth--
  }
}
