import type { Slice } from '@vouch/contracts/review'
import { accountOf } from '../account/manage.ts'
import type { Sql } from '../db/client.ts'
import { insertItems } from '../review/item-store.ts'
import { openDraw } from '../review/draw.ts'
import { readPolicy } from '../review/policy.ts'
import { lockSights, writeSights } from '../review/sights.ts'
import type { Context } from '../trpc.ts'
import type { NewRecommendation } from './store.ts'

/** A call within this much of its threshold is worth a doctor's time before others. */
const NEAR = 0.15

/**
 * Puts a patient's call into the queue, and notes that whoever asked for it has seen it with its reasons. Which calls chance
 * draws is decided by their ids, before anything is known of them, so that what is measured on those holds of all.
 */
export async function offerCall(
  tx: Sql,
  ctx: Context,
  {
    predictionId,
    patientId,
    label,
    probability,
    abstained,
    threshold,
  }: NewRecommendation & {
    readonly patientId: string
    readonly threshold: number
  },
): Promise<void> {
  const { random_share, double_share } = await readPolicy(tx, 'heart')
  const draw = await openDraw(tx)
  const drawn = draw(`drawn ${predictionId}`) < random_share
  const near = Math.abs(probability - threshold) < NEAR
  const slice: Slice = drawn ? 'random' : near ? 'uncertain' : 'asked'
  await insertItems(tx, [
    {
      id: ctx.newId('rvi'),
      predictionId,
      row: 0,
      domain: 'heart',
      name: patientId,
      slice,
      inclusion: drawn ? random_share : null,
      priority: drawn ? 0 : near ? -1 : -2,
      wanted: draw(`double ${predictionId} 0`) < double_share ? 2 : 1,
      label,
      probability,
      abstained,
    },
  ])
  const accountId = accountOf(ctx)
  await lockSights(tx, accountId, predictionId)
  await writeSights(tx, { accountId, predictionId }, [{ row: 0, shown: 'reasons' }])
}
