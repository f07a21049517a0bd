import {
  Gate,
  type PromoteInput,
  type PromoteOutput,
  type Promotion,
  type PromotionList,
} from '@vouch/contracts/promotion'
import { TrainedModelId } from '@vouch/contracts/training'
import { VouchError } from '@vouch/core/error'
import { isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import type { Context } from '../trpc.ts'
import { judgeCandidate } from './gate.ts'
import type { ReadyModel } from './model-registry.ts'
import { findReadyModel } from './own-models.ts'
import { decide, holdLive, listPromotions, type StoredPromotion } from './promotion-store.ts'

const SHOWN = 100

/**
 * Has a model that was trained here answer in the place of a served one, when the gate lets it; what was decided is kept,
 * a refusal too.
 * @throws VouchError `forbidden` for who is no expert of the domain; `not_found`; `conflict` for what no gate can judge
 */
export async function promote(ctx: Context, { id, model, dry_run }: PromoteInput): Promise<PromoteOutput> {
  const { services, caller } = ctx
  const slot = openSlot(ctx, id)
  const candidate = await findReadyModel(services, model, caller)
  const beforeId = services.live.of(slot.id)
  if (beforeId === candidate.id)
    throw new VouchError('conflict', `Model ${candidate.id} answers under ${slot.id} already.`)
  const live = beforeId === null ? slot : await findReadyModel(services, beforeId, null)
  if (candidate.folder.manifest.modality !== live.folder.manifest.modality)
    throw new VouchError('conflict', `Model ${candidate.id} does not look at what ${slot.id} looks at: a light curve.`)
  const gate = await judgeCandidate(services, { candidate, live })
  if (dry_run) return { promoted: false, gate, promotion: null }
  const kind = gate.passed ? 'promoted' : 'refused'
  const made = await change(ctx, slot, async (tx, present) => {
    if (present !== beforeId)
      throw new VouchError('conflict', `Another model answers under ${slot.id} since a moment; ask again.`)
    return decide(tx, { ...decision(ctx, slot), kind, modelId: candidate.id, beforeId, gate })
  })
  return { promoted: gate.passed, gate, promotion: toPromotion(made) }
}

/** Has the model answer again that did before. @throws VouchError `conflict` where none was promoted */
export async function rollBack(ctx: Context, id: string): Promise<PromotionList> {
  const slot = openSlot(ctx, id)
  await change(ctx, slot, async (tx, present) => {
    const stack = stackOf(await listPromotions(tx, slot.id, Number.MAX_SAFE_INTEGER))
    if (present === null || stack.at(-1) !== present)
      throw new VouchError(
        'conflict',
        `The model that comes with Vouch answers under ${slot.id}: nothing was promoted.`,
      )
    const modelId = stack.at(-2) ?? null
    return decide(tx, { ...decision(ctx, slot), kind: 'rolled_back', modelId, beforeId: present, gate: null })
  })
  return showPromotions(ctx, slot.id)
}

export async function showPromotions({ services }: Pick<Context, 'services'>, ref: string): Promise<PromotionList> {
  const { id } = services.models.find(ref)
  const made = await listPromotions(services.database.sql, id, SHOWN)
  const live = services.live.of(id)
  return { slot: id, live: live === null ? null : TrainedModelId.parse(live), promotions: made.map(toPromotion) }
}

/** A name that something may be promoted to, by whoever judges its domain. */
function openSlot({ services, caller }: Context, ref: string): ReadyModel {
  const slot = services.models.findReady(ref)
  if (isExpert(caller, slot.domain.id)) return slot
  throw new VouchError('forbidden', `What answers under ${slot.id} is for an expert of its domain to decide.`)
}

function decision(ctx: Context, slot: ReadyModel): Pick<StoredPromotion, 'id' | 'slot' | 'decidedBy'> {
  return { id: ctx.newId('pro'), slot: slot.id, decidedBy: accountOf(ctx) }
}

/** One decision at a time for a name, in the audit with whoever made it. */
async function change(
  { services, caller, requestId }: Context,
  slot: ReadyModel,
  make: (tx: Sql, present: string | null) => Promise<StoredPromotion>,
): Promise<StoredPromotion> {
  const made = await services.database.sql.transaction(async (tx) => {
    const noted = await make(tx, await holdLive(tx, slot.id))
    await appendAudit(tx, {
      ...services.audit.by(caller, requestId),
      action: noted.kind === 'rolled_back' ? 'model.roll_back' : 'model.promote',
      subject: slot.id,
      outcome: noted.kind === 'refused' ? 'denied' : 'done',
      detail: { model: noted.modelId, before: noted.beforeId },
    })
    return noted
  })
  await services.live.refresh()
  return made
}

/** The models that answered one after the other and could again, the present one last. */
function stackOf(newestFirst: readonly StoredPromotion[]): string[] {
  const stack: string[] = []
  for (const { kind, modelId } of newestFirst.toReversed())
    if (kind === 'promoted' && modelId !== null) stack.push(modelId)
    else if (kind === 'rolled_back') stack.pop()
  return stack
}

function toPromotion({ id, slot, kind, modelId, beforeId, decidedBy, gate, createdAt }: StoredPromotion): Promotion {
  return {
    promotion_id: id,
    slot,
    kind,
    model: modelId === null ? null : TrainedModelId.parse(modelId),
    before: beforeId === null ? null : TrainedModelId.parse(beforeId),
    by: decidedBy,
    gate: gate === null ? null : Gate.parse(gate),
    created_at: createdAt.toISOString(),
  }
}
