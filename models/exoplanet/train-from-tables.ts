import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainOptions } from '../train.ts'
import { makeTransitModel } from './make-transit-model.ts'
import { readTrainingData, TABLES } from './training-data.ts'
import type { TransitModelSpec } from './transit-model.ts'

/** Reads the tables a spec asks for, trains it and writes its folder. @throws when its own table is not there */
export async function trainFromTables(spec: TransitModelSpec, { data, folder, out }: TrainOptions): Promise<void> {
  const path = data ?? (folder === null ? null : join(folder, TABLES[spec.mission].path))
  if (path === null || !existsSync(path)) throw new Error(`${path ?? 'The table'} is not there: name it with --data.`)
  const tables = await readTrainingData(spec, path, folder)
  const trainedAt = new Date().toISOString().slice(0, 10)
  await makeTransitModel(spec, {
    data: tables,
    folder: out,
    trainedAt,
    log: (line) => console.log(`${spec.id}: ${line}`),
  })
}
