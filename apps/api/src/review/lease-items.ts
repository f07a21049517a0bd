import type { DomainId } from '@vouch/contracts/domain'
import type { GivenBack, LeasedItem, NextInput, NextOutput } from '@vouch/contracts/review'
import { VouchError } from '@vouch/core/error'
import { type Caller, isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudit, appendAudits } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { isId } from '../id.ts'
import { callReads } from '../patient/note-read.ts'
import type { Context } from '../trpc.ts'
import {
  countWaiting,
  deleteLease,
  holdWaiting,
  listInHand,
  listLeases,
  type OfferedItem,
  putLease,
  stillWaiting,
} from './item-store.ts'
import { openDraw } from './draw.ts'
import { readPolicy } from './policy.ts'
import { giveCall, lockSights, lockTaking } from './sights.ts'

/** @throws VouchError `forbidden` for who judges other domains */
export function checkExpert(caller: Pick<Caller, 'grants'>, domain: DomainId): void {
  if (!isExpert(caller, domain)) throw new VouchError('forbidden', `This is for experts of the domain ${domain}.`)
}

/**
 * Gives an expert calls to judge: what he has in hand already, then the next of the queue, which are his until the lease
 * ends. Some are given blind, which is decided here and stays so until his verdict is in.
 * @throws VouchError `forbidden` for who is no expert of the domain
 */
export async function leaseItems(ctx: Context, { domain, count }: NextInput): Promise<NextOutput> {
  const { services, caller, requestId } = ctx
  checkExpert(caller, domain)
  const accountId = accountOf(ctx)
  const { sql } = services.database
  const policy = await readPolicy(sql, domain)
  const items = await sql.transaction(async (tx) => {
    await lockTaking(tx, accountId)
    const inHand = (await listInHand(tx, accountId, domain)).slice(0, count)
    const taken = await takeWaiting(tx, accountId, { domain, count: count - inHand.length })
    for (const { id } of taken) await putLease(tx, { itemId: id, accountId, minutes: policy.lease_minutes })
    const all = [...inHand, ...taken]
    const blind = await giveCalls(tx, accountId, { items: all, share: policy.blind_share })
    const leases = await listLeases(tx, accountId, idsOf(all))
    const lease = {
      ...services.audit.by(caller, requestId),
      ...act('review_item.lease', domain, { items: idsOf(taken) }),
    }
    const read = all.map((item) => ({ patientId: item.patient_id, predictionId: item.prediction_id }))
    await appendAudits(tx, [...(taken.length > 0 ? [lease] : []), ...callReads(ctx, read)])
    return all.map((item) => toLeased(item, { domain, blind: blind.has(item.id), until: leases.get(item.id) }))
  })
  return { items, waiting: await countWaiting(sql, accountId, domain) }
}

const idsOf = (items: readonly OfferedItem[]) => items.map(({ id }) => id)
const act = (action: `${string}.${string}`, subject: string, detail: Readonly<Record<string, unknown>>) =>
  ({ action, subject, outcome: 'done', detail }) as const

/** Items that are this expert's alone to take now. What another took in the same moment is looked for anew. */
async function takeWaiting(
  tx: Sql,
  accountId: string,
  { domain, count }: { readonly domain: DomainId; readonly count: number },
): Promise<OfferedItem[]> {
  const taken = new Map<string, OfferedItem>()
  while (taken.size < count) {
    const held = await holdWaiting(tx, accountId, { domain, count, without: [...taken.keys()] })
    const free = await stillWaiting(tx, accountId, { domain, ids: held.map(({ id }) => id) })
    for (const item of held) if (free.has(item.id) && taken.size < count) taken.set(item.id, item)
    // what was held and is not free is seen as such by the next look
    if (held.length === 0) break
  }
  return [...taken.values()]
}

/** Notes what the expert is about to be given. @returns the items that he is given blind */
async function giveCalls(
  tx: Sql,
  accountId: string,
  { items, share }: { readonly items: readonly OfferedItem[]; readonly share: number },
): Promise<ReadonlySet<string>> {
  const blind = new Set<string>()
  const draw = await openDraw(tx)
  // submissions in one order, so that two requests of one expert never wait for each other
  for (const id of new Set(items.map((item) => item.prediction_id).toSorted())) {
    await lockSights(tx, accountId, id)
    for (const item of items.filter((one) => one.prediction_id === id)) {
      const call = { id, row: item.row, accountId: item.account_id, patientId: item.patient_id }
      const wanted = draw(`${item.id} ${accountId}`) < share
      if (await giveCall(tx, accountId, { ...call, blind: wanted })) blind.add(item.id)
    }
  }
  return blind
}

/** @throws VouchError `not_found` for an item that is not in the caller's hands, or not there */
export async function giveBack(ctx: Context, itemId: string): Promise<GivenBack> {
  const { services, caller, requestId } = ctx
  const accountId = accountOf(ctx)
  await services.database.sql.transaction(async (tx) => {
    if (!isId('rvi', itemId) || !(await deleteLease(tx, itemId, accountId)))
      throw new VouchError('not_found', 'You have no such item in hand.')
    await appendAudit(tx, { ...services.audit.by(caller, requestId), ...act('review_item.give_back', itemId, {}) })
  })
  return { item_id: itemId, given_back: true }
}

function toLeased(
  item: OfferedItem,
  { domain, blind, until }: { readonly domain: DomainId; readonly blind: boolean; readonly until: Date | undefined },
): LeasedItem {
  if (!until) throw new Error('An item was given without a lease.')
  const { label, probability, abstained } = item
  return {
    item_id: item.id,
    prediction_id: item.prediction_id,
    row: item.row,
    domain,
    id: item.name,
    model: item.model_id,
    model_version: item.model_version,
    threshold: item.threshold,
    call: blind ? null : { label, probability, abstained },
    blind,
    slice: blind ? null : item.slice,
    leased_until: until.toISOString(),
  }
}
