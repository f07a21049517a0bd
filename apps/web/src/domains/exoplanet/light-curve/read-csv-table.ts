import type { readTableLightCurve } from '@vouch/core/series/read-table-light-curve'

type TableReader = Parameters<typeof readTableLightCurve>[0]

const DELIMITERS = [',', '\t', ';', ' '] as const

/**
 * A text of columns as a table: a header, then numbers; lines with `#` are comments. For a curve that is to be drawn before it
 * is sent. The server reads the file itself, with all that can be wrong with one.
 */
export function readCsvTable(text: string): TableReader {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const comments = lines.filter((line) => line.startsWith('#'))
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'))
  const delimiter = DELIMITERS.find((candidate) => head.trim().includes(candidate)) ?? ','
  const cut = (line: string) =>
    (delimiter === ' ' ? line.trim().split(/\s+/) : line.split(delimiter)).map((cell) =>
      cell.trim().replaceAll(/^"|"$/g, ''),
    )
  const columns = cut(head.replace(/^\uFEFF/, ''))
  return {
    header: {
      format: 'csv',
      encoding: 'utf-8',
      delimiter,
      columns,
      comments: comments.map((line) => line.slice(1).trim()),
    },
    warnings: [],
    counts: [],
    async *chunks(requests) {
      const read = requests.map(() => new Float64Array(rows.length))
      for (const [row, line] of rows.entries()) {
        const cells = cut(line)
        for (const [place, { index }] of requests.entries()) {
          const cell = cells[index] ?? ''
          read[place]![row] = cell === '' ? Number.NaN : Number(cell)
        }
      }
      yield { firstRow: 0, rows: rows.length, columns: read }
    },
  }
}
