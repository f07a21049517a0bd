import { VouchError } from '../error.ts'

/**
 * FITS files (FITS Standard 4.0, Pence et al. 2010, A&A 524, A42): headers, and the columns of binary tables, as light curves
 * of Kepler and TESS come in. Images and compressed tables are not read.
 */

/** A value of a header; null where the keyword stands there without one. */
export type FitsValue = string | number | boolean | null

/** A column of a binary table, one value a row. */
export interface FitsColumn {
  readonly name: string
  /** as the file says it; empty where it says nothing */
  readonly unit: string
  /** values a row */
  readonly width: number
  /** numbers, rows × width; NaN where the file says that there is none. Null of a column that holds something else */
  readonly numbers: Float64Array | null
}

/** A header and what follows it. */
export interface FitsUnit {
  readonly header: ReadonlyMap<string, FitsValue>
  /** of a binary table; empty of anything else */
  readonly columns: readonly FitsColumn[]
  readonly rows: number
}

const BLOCK = 2880
const CARD = 80
/** More cards than any header has; a file that never ends its header is not read to its end. */
const MOST_CARDS = 36 * 200
const MOST_COLUMNS = 999

/** Bytes of one value of a binary table, by its letter (§7.3.3). */
const SIZES: Readonly<Record<string, number>> = {
  L: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
  P: 8,
  Q: 16,
}

/**
 * Reads every unit of a file.
 * @throws VouchError `invalid`, naming the unit and what is wrong with it: no FITS file, cut off, or a header that cannot be
 */
export function readFits(bytes: Uint8Array): FitsUnit[] {
  const units: FitsUnit[] = []
  let at = 0
  while (at < bytes.length) {
    // some writers leave a record of zeros at the end
    if (units.length > 0 && isBlank(bytes, at)) break
    const { header, end } = readHeader(bytes, at, units.length)
    const size = dataBytes(header, units.length)
    if (end + size > bytes.length)
      throw fault(`unit ${units.length} is cut off: it says ${size} bytes, and ${bytes.length - end} are there`)
    const data = new DataView(bytes.buffer, bytes.byteOffset + end, size)
    units.push({ header, ...readTable(header, data, units.length) })
    at = end + Math.ceil(size / BLOCK) * BLOCK
  }
  if (units.length === 0) throw fault('the file is empty')
  return units
}

/** Whether bytes begin as a FITS file does. */
export function isFits(bytes: Uint8Array): boolean {
  return text(bytes, 0, 10) === 'SIMPLE  = '
}

/** A number of a header; null where it is not there or is none. */
export function headerNumber(header: FitsUnit['header'], key: string): number | null {
  const value = header.get(key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A text of a header, trimmed; null where it is not there or empty. */
export function headerText(header: FitsUnit['header'], key: string): string | null {
  const value = header.get(key)
  return typeof value === 'string' && value !== '' ? value : null
}

function readHeader(bytes: Uint8Array, start: number, unit: number): { header: Map<string, FitsValue>; end: number } {
  const first = text(bytes, start, 8)
  if (first !== (unit === 0 ? 'SIMPLE  ' : 'XTENSION'))
    throw fault(unit === 0 ? 'it does not begin as a FITS file does' : `what follows unit ${unit - 1} is no header`)
  const header = new Map<string, FitsValue>()
  for (let card = 0; card < MOST_CARDS; card++) {
    const at = start + card * CARD
    if (at + CARD > bytes.length) throw fault(`the header of unit ${unit} is cut off`)
    const line = text(bytes, at, CARD)
    const key = line.slice(0, 8).trimEnd()
    if (key === 'END') return { header, end: start + Math.ceil(((card + 1) * CARD) / BLOCK) * BLOCK }
    if (line.slice(8, 10) === '= ' && !header.has(key)) header.set(key, readValue(line.slice(10)))
  }
  throw fault(`the header of unit ${unit} does not end`)
}

/** What stands after `= ` of a card (§4.2): a text in quotes, T or F, or a number, with a comment after a slash. */
function readValue(field: string): FitsValue {
  const trimmed = field.trimStart()
  if (trimmed.startsWith("'")) {
    const quoted = /^'((?:[^']|'')*)'/.exec(trimmed)
    return quoted ? (quoted[1] ?? '').replaceAll("''", "'").trimEnd() : null
  }
  const word = (trimmed.split('/', 1)[0] ?? '').trim()
  if (word === 'T' || word === 'F') return word === 'T'
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([ED][+-]?\d+)?$/.test(word)) return null
  return Number(word.replace('D', 'E'))
}

/** Bytes of the data after a header (§4.4.1.1, §7.1.1). */
function dataBytes(header: ReadonlyMap<string, FitsValue>, unit: number): number {
  const whole = (key: string, least: number) => {
    const value = header.get(key)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
    throw fault(`${key} of unit ${unit} is not a whole number from ${least}`)
  }
  const axes = whole('NAXIS', 0)
  if (axes === 0) return 0
  if (axes > MOST_COLUMNS) throw fault(`NAXIS of unit ${unit} is above ${MOST_COLUMNS}`)
  const bits = whole('BITPIX', -64)
  let cells = 1
  for (let axis = 1; axis <= axes; axis++) cells *= whole(`NAXIS${axis}`, 0)
  const extra = header.has('PCOUNT') ? whole('PCOUNT', 0) : 0
  const groups = header.has('GCOUNT') ? whole('GCOUNT', 1) : 1
  const size = (Math.abs(bits) / 8) * groups * (extra + cells)
  if (!Number.isSafeInteger(size)) throw fault(`the size of unit ${unit} cannot be`)
  return size
}

function readTable(
  header: ReadonlyMap<string, FitsValue>,
  data: DataView,
  unit: number,
): Pick<FitsUnit, 'columns' | 'rows'> {
  if (header.get('XTENSION') !== 'BINTABLE') return { columns: [], rows: 0 }
  const [stride, rows, fields] = ['NAXIS1', 'NAXIS2', 'TFIELDS'].map((key) => headerNumber(header, key) ?? -1)
  if (stride === undefined || rows === undefined || fields === undefined || fields < 0 || fields > MOST_COLUMNS)
    throw fault(`TFIELDS of unit ${unit} is not a whole number from 0 to ${MOST_COLUMNS}`)
  if (![stride, rows].every(Number.isSafeInteger) || stride < 0 || rows < 0 || stride * rows > data.byteLength)
    throw fault(`the rows of unit ${unit} are more than its bytes hold`)
  const columns: FitsColumn[] = []
  let offset = 0
  for (let field = 1; field <= fields; field++) {
    const form = /^(\d{0,6})([LXBIJKAEDCMPQ])/.exec(headerText(header, `TFORM${field}`) ?? '')
    if (!form) throw fault(`TFORM${field} of unit ${unit} is no form of a column`)
    const width = form[1] === '' ? 1 : Number(form[1])
    const letter = form[2] ?? ''
    const size = letter === 'X' ? Math.ceil(width / 8) : width * (SIZES[letter] ?? 0)
    if (offset + size > stride) throw fault(`the columns of unit ${unit} are wider than its rows`)
    columns.push({
      name: headerText(header, `TTYPE${field}`) ?? `column ${field}`,
      unit: headerText(header, `TUNIT${field}`) ?? '',
      width,
      numbers: readNumbers(data, { letter, width, rows, stride, offset, ...scaleOf(header, field) }),
    })
    offset += size
  }
  return { columns, rows }
}

interface ColumnForm {
  readonly letter: string
  readonly width: number
  readonly rows: number
  /** bytes from a row to the next, and of the column within one */
  readonly stride: number
  readonly offset: number
  readonly scale: number
  readonly zero: number
  /** the whole number that stands where there is no value */
  readonly absent: number | null
}

/** What a stored number is in its unit: zero + scale × number (§7.3.2). */
function scaleOf(header: ReadonlyMap<string, FitsValue>, field: number): Pick<ColumnForm, 'scale' | 'zero' | 'absent'> {
  return {
    scale: headerNumber(header, `TSCAL${field}`) ?? 1,
    zero: headerNumber(header, `TZERO${field}`) ?? 0,
    absent: headerNumber(header, `TNULL${field}`),
  }
}

function readNumbers(data: DataView, form: ColumnForm): Float64Array | null {
  const { letter, width, rows, stride, offset, scale, zero, absent } = form
  const read = READERS[letter]
  if (read === undefined) return null
  const size = SIZES[letter] ?? 0
  const whole = letter !== 'E' && letter !== 'D'
  const numbers = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) {
      const stored = read(data, row * stride + offset + i * size)
      numbers[row * width + i] = whole && stored === absent ? Number.NaN : zero + scale * stored
    }
  return numbers
}

/** Big-endian, every one (§5). */
const READERS: Readonly<Record<string, (data: DataView, at: number) => number>> = {
  B: (data, at) => data.getUint8(at),
  I: (data, at) => data.getInt16(at),
  J: (data, at) => data.getInt32(at),
  K: (data, at) => Number(data.getBigInt64(at)),
  E: (data, at) => data.getFloat32(at),
  D: (data, at) => data.getFloat64(at),
}

function isBlank(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < bytes.length; i++) if (bytes[i] !== 0 && bytes[i] !== 0x20) return false
  return true
}

function text(bytes: Uint8Array, at: number, length: number): string {
  let made = ''
  for (let i = at; i < Math.min(at + length, bytes.length); i++) made += String.fromCodePoint(bytes[i] ?? 0)
  return made
}

function fault(what: string): VouchError {
  return new VouchError('invalid', `The FITS file cannot be read: ${what}.`)
}
