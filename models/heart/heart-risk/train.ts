import type { TrainOptions } from '../../train.ts'
import { readHospitals } from '../hospitals.ts'
import { makeHeartModel } from '../make-heart-model.ts'

/** @throws when the four hospitals' files are not in the folder */
export async function train({ data, folder, out }: TrainOptions): Promise<void> {
  if (data !== null) throw new Error('heart-risk learns from four files: name their folder with --folder.')
  if (folder === null) throw new Error('There is no folder of tables: name it with --folder.')
  await makeHeartModel(await readHospitals(folder), {
    folder: out,
    trainedAt: new Date().toISOString().slice(0, 10),
    log: (line) => console.log(`heart-risk: ${line}`),
  })
}
