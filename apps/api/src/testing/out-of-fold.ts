import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { columnRequests, mapColumns, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import { signalKey } from '@vouch/core/domains/exoplanet/signal-key'
import { openTable } from '@vouch/core/table/open-table'
import type { TestServer } from './start-test-server.ts'

/**
 * Lays beside `koi` what it is to have said of a table's rows in its own cross-validation.
 * @param call of each row; null: it does not know it
 * @returns the file, to be taken away again
 */
export async function writeOutOfFold(
  { services }: Pick<TestServer, 'services'>,
  table: string,
  call: (row: number) => number | null,
): Promise<string> {
  const plan = mapColumns(table.split('\n')[0]?.split(',') ?? [], [])
  const reader = await openTable(new Blob([table]), { limits: services.limits })
  const calls: Record<string, number> = {}
  for await (const chunk of reader.chunks(columnRequests(plan))) {
    const { quantities } = toQuantities(plan, chunk)
    for (let row = 0; row < chunk.rows; row++) {
      const key = signalKey(quantities, row)
      if (key === null) throw new Error('A row of the table has no key.')
      const said = call(chunk.firstRow + row)
      if (said !== null) calls[key] = said
    }
  }
  const file = join(services.models.findReady('koi').folder.path, 'out-of-fold.json')
  await writeFile(file, JSON.stringify({ split: 'a fold', calls }))
  return file
}
