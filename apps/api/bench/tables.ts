import { createWriteStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'

export interface BenchTable {
  readonly name: string
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

/** The archive's KOI table where `VOUCH_DATA` or the shared folder holds it, else a simulated one. */
export function realTable(root: string): { header: string; rows: string[]; simulated: boolean } {
  const path = join(process.env['VOUCH_DATA'] ?? join(root, '../shared/data'), 'kepler/koi.csv')
  const simulated = !existsSync(path)
  const text = simulated ? koiTableCsv(simulateKoiTable({ seed: 'bench', rows: 7720 })) : readFileSync(path, 'utf8')
  const [header = '', ...rows] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return { header, rows, simulated }
}

/** A table of `count` rows, the given ones over and over. */
export async function repeatTable(
  folder: string,
  { header, rows }: { header: string; rows: string[] },
  count: number,
): Promise<BenchTable> {
  const path = join(folder, `koi-${count}.csv`)
  const block = `${rows.join('\n')}\n`
  function* parts(): Generator<string> {
    yield `${header}\n`
    for (let left = count; left > 0; left -= rows.length)
      yield left >= rows.length ? block : `${rows.slice(0, left).join('\n')}\n`
  }
  await pipeline(Readable.from(parts()), createWriteStream(path))
  return { name: `${count.toLocaleString('en')} rows`, path, rows: count, bytes: statSync(path).size }
}
