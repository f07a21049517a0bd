import { VouchError } from '../error.ts'
import { RowTokenizer } from './row-tokenizer.ts'
import type { TableLimits } from './table.ts'

/** In the order in which they are preferred when all else is equal. */
const CANDIDATES = [',', ';', '\t'] as const
/** Rows looked at, the header's included. */
const SAMPLE_ROWS = 20

/** The first rows of a text, from the header on: `bytes[start, end)`, and whether nothing comes after them. */
export interface TextSample {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly final: boolean
}

/**
 * The delimiter among comma, semicolon and tab that cuts most of the first rows into as many cells as it cuts the header;
 * between equals the one that gives more cells, then the comma. A table of one column has a comma.
 */
export function findDelimiter(sample: TextSample, limits: TableLimits): string {
  let best = { delimiter: ',', agreeing: 0, cells: 1 }
  for (const delimiter of CANDIDATES) {
    const [header, ...rows] = countCells(sample, delimiter, limits)
    if (header === undefined || header < 2) continue
    const agreeing = rows.length === 0 ? 1 : rows.filter((cells) => cells === header).length / rows.length
    if (agreeing > best.agreeing || (agreeing === best.agreeing && header > best.cells)) {
      best = { delimiter, agreeing, cells: header }
    }
  }
  return best.delimiter
}

/** Cells of the first whole rows that are not blank, as `delimiter` cuts them. */
function countCells(sample: TextSample, delimiter: string, limits: TableLimits): number[] {
  const { bytes, end, final } = sample
  const tokenizer = new RowTokenizer(delimiter.charCodeAt(0), limits)
  const counts: number[] = []
  let at = sample.start
  try {
    while (at < end && counts.length < SAMPLE_ROWS) {
      at = tokenizer.read(bytes, at, end, 1, final)
      if (at < 0) break
      if (tokenizer.cells > 1 || tokenizer.starts[0] !== tokenizer.ends[0]) counts.push(tokenizer.cells)
    }
  } catch (error) {
    // Another delimiter may cut the text well; the one that is chosen meets the same fault when the rows are read.
    if (!(error instanceof VouchError)) throw error
  }
  return counts
}
