import { TrainedModelId } from '@vouch/contracts/training'

/** Whether an id is that of a model that was trained or imported here, rather than of one that comes with Vouch. */
export function isOwnModel(id: string): boolean {
  return TrainedModelId.safeParse(id).success
}
