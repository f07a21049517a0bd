import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainOptions } from '../train.ts'
import type { CurveModelSpec } from './curve-model.ts'
import { makeCurveModel } from './make-curve-model.ts'

/** Trains a network of light curves and writes its folder. @throws when its table or its views are not there */
export async function trainFromViews(spec: CurveModelSpec, { data, folder, out }: TrainOptions): Promise<void> {
  const from = data ?? folder
  for (const path of [spec.table.csv, spec.table.npz])
    if (from === null || !existsSync(join(from, path)))
      throw new Error(`${path} is not there: name the folder that holds it with --folder.`)
  await makeCurveModel(spec, {
    data: from ?? '',
    folder: out,
    work: join(out, '.training'),
    trainedAt: new Date().toISOString().slice(0, 10),
    log: (line) => console.log(`${spec.id}: ${line}`),
  })
}
