import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainOptions } from '../../train.ts'
import { makeLesionModel } from '../make-lesion-model.ts'

/** @throws when the pictures are not there */
export async function train({ data, folder, out }: TrainOptions): Promise<void> {
  const from = data ?? folder
  if (from === null || !existsSync(join(from, 'skin/ham10000.csv')))
    throw new Error('skin/ham10000.csv is not there: name the folder that holds it with --folder.')
  await makeLesionModel({
    data: from,
    folder: out,
    work: join(out, '.training'),
    trainedAt: new Date().toISOString().slice(0, 10),
    log: (line) => console.log(line),
  })
}
