import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Manifest } from '@vouch/contracts/model'
import { columnRequests, mapColumns, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import { modelFeatures } from '@vouch/core/domains/exoplanet/model-features'
import { openModel } from '@vouch/core/model/session'
import { openTable } from '@vouch/core/table/open-table'
import type { BenchTable } from './tables.ts'

const LIMITS = { bytes: 2 ** 31, unpackedBytes: 2 ** 31, rows: 1e7, columns: 1000, cellBytes: 1e6 }
const BATCH = 8192

/**
 * What cannot be saved: looking at every byte for its line end, and the graph itself on the same matrix, one thread.
 * Features are made before the clock starts, batch by batch, so that a million rows fit.
 */
export async function floorOf(table: BenchTable, modelFolder: string): Promise<{ scanMs: number; runMs: number }> {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(modelFolder, 'manifest.json'), 'utf8')))
  const model = await openModel(manifest, readFileSync(join(modelFolder, manifest.graph.file)))
  const source = {
    size: table.bytes,
    slice: (start: number, end: number) => new Blob([readFileSync(table.path).subarray(start, end)]),
    stream: () => createReadStream(table.path, { highWaterMark: 1 << 20 }),
  }
  const reader = await openTable(source, { limits: LIMITS })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  let runMs = 0
  for await (const chunk of reader.chunks(columnRequests(plan), BATCH)) {
    const { quantities } = toQuantities(plan, chunk)
    const features = modelFeatures(manifest, quantities, null)
    const started = performance.now()
    await model.run(features, quantities.rows)
    runMs += performance.now() - started
  }
  await model.close()
  let scanMs = 0
  for await (const bytes of createReadStream(table.path, { highWaterMark: 1 << 20 })) {
    const part: Buffer = bytes
    const started = performance.now()
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1));
    scanMs += performance.now() - started
  }
  return { scanMs, runMs }
}
