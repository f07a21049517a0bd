/** Columns as a FITS file with one binary table, big-endian: what light-curve files look like. For tests. */
export interface FixtureColumn {
  readonly name: string
  readonly form: 'D' | 'E' | 'J' | 'I' | 'K' | 'B'
  readonly unit?: string
  readonly values: readonly number[]
  readonly cards?: readonly string[]
}

const BYTES = { D: 8, E: 4, J: 4, I: 2, K: 8, B: 1 } as const

export function writeFits(primary: readonly string[], columns: readonly FixtureColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  const stride = columns.reduce((sum, { form }) => sum + BYTES[form], 0)
  const data = new DataView(new ArrayBuffer(Math.ceil((rows * stride) / 2880) * 2880))
  for (let row = 0; row < rows; row++) {
    let at = row * stride
    for (const { form, values } of columns) {
      const value = values[row] ?? 0
      if (form === 'D') data.setFloat64(at, value)
      else if (form === 'E') data.setFloat32(at, value)
      else if (form === 'J') data.setInt32(at, value)
      else if (form === 'I') data.setInt16(at, value)
      else if (form === 'K') data.setBigInt64(at, BigInt(value))
      else data.setUint8(at, value)
      at += BYTES[form]
    }
  }
  const fields = columns.flatMap(({ name, form, unit, cards = [] }, i) => [
    card(`TTYPE${i + 1}`, `'${name.padEnd(8)}'`),
    card(`TFORM${i + 1}`, `'${form.padEnd(8)}'`),
    ...(unit === undefined ? [] : [card(`TUNIT${i + 1}`, `'${unit}'`)]),
    ...cards.map((line) => line.replace('#', String(i + 1)).padEnd(80)),
  ])
  const table = [
    card('XTENSION', "'BINTABLE'"),
    card('BITPIX', '8'),
    card('NAXIS', '2'),
    card('NAXIS1', String(stride)),
    card('NAXIS2', String(rows)),
    card('PCOUNT', '0'),
    card('GCOUNT', '1'),
    card('TFIELDS', String(columns.length)),
    ...fields,
    card('BJDREFI', '2454833'),
    card('BJDREFF', '0.00000000'),
  ]
  const head = [card('SIMPLE', 'T'), card('BITPIX', '8'), card('NAXIS', '0'), card('EXTEND', 'T'), ...primary]
  const pieces = [block(head), block(table), new Uint8Array(data.buffer)]
  const made = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    made.set(piece, at)
    at += piece.length
  }
  return made
}

export function card(key: string, value: string): string {
  const word = value.startsWith("'") ? value.padEnd(20) : value.padStart(20)
  return `${key.padEnd(8)}= ${word} / a comment`.padEnd(80).slice(0, 80)
}

function block(cards: readonly string[]): Uint8Array {
  const text = [...cards, 'END'.padEnd(80)].join('')
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 2880) * 2880))
}
