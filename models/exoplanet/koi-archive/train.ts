import { makeKoiModel } from '../make-koi-model.ts'
import { koiArchive } from '../koi-specs.ts'
import { readTrainingData } from '../train-transit-model.ts'
import type { TrainOptions } from '../../train.ts'

export async function train({ data, folder, out }: TrainOptions): Promise<void> {
  const tables = await readTrainingData(data, folder)
  const trainedAt = new Date().toISOString().slice(0, 10)
  await makeKoiModel(koiArchive, {
    data: tables,
    folder: out,
    trainedAt,
    log: (line) => console.log(`koi-archive: ${line}`),
  })
}
