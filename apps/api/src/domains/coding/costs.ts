import type {
  CostGroup,
  Costs,
  CostsQuery,
  Reconciliation,
  ReconcileInput,
} from '@vouch/contracts/domains/coding-costs'
import { coarse, coarseCount, daysOfFew, isOfFew } from '@vouch/core/domains/coding/hide-few'
import { reconcile } from '@vouch/core/domains/coding/reconcile'
import { PICO_USD } from '@vouch/core/domains/coding/session-day'
import type { Context } from '../../trpc.ts'
import { type CostPart, listCostParts, listModelCosts } from './cost-store.ts'
import { knownDays } from './day-store.ts'
import { spanOf } from './figure-window.ts'
import { tellDays } from './block-store.ts'
import { tellWindow } from './tell-window.ts'
import { mustSeeAll, visibilityOf } from './visibility.ts'

/**
 * What sessions took and cost, by model, repository or day. Who may not see single developers is told of five and more: of the
 * others not even which models and repositories they are.
 */
export async function getCosts(ctx: Context, { by, model, repo_slug: repo, ...time }: CostsQuery): Promise<Costs> {
  const now = new Date()
  const { sql } = ctx.services.database
  const told = await tellDays(sql, { ...spanOf(time, now), model, repo }, await visibilityOf(ctx))
  const { wanted, least } = told
  const parts = await listCostParts(sql, wanted, by)
  const window = await tellWindow(sql, told, now)
  if (least === Infinity) return { window, by, groups: parts.length === 0 ? [] : [tooFew(null)] }
  const byName = groupBy(parts, ({ name }) => name)
  const hidden = daysOfFew(
    parts.map(({ name, who }) => ({ date: name, who })),
    least,
  )
  const groups = [...byName].map(([name, own]) => {
    if (hidden.has(name)) return tooFew(by === 'day' ? name : null)
    return groupOf(name === '' ? null : name, own, least)
  })
  return { window, by, groups: groups.sort(by === 'day' ? byDay : byCost) }
}

function groupOf(name: string | null, parts: readonly CostPart[], least: number): CostGroup {
  const sum = (key: 'tokens_in' | 'tokens_out' | 'tokens_cached' | 'tokens_cache_written' | 'tokens_reasoning') =>
    sumOf(parts, key, least)
  const sessions = parts.reduce((all, part) => all + part.sessions, 0)
  const priced = parts.filter((part) => part.cost_pico !== null)
  const costed = priced.reduce((all, part) => all + part.sessions, 0)
  const cost = sumOf(parts, 'cost_pico', least)
  const versions = [...groupBy(priced, ({ priced_by: version }) => version ?? 'source')]
  return {
    name,
    sessions: coarseCount(sessions, least),
    tokens_in: sum('tokens_in'),
    tokens_out: sum('tokens_out'),
    tokens_cached: sum('tokens_cached'),
    tokens_cache_written: sum('tokens_cache_written'),
    tokens_reasoning: sum('tokens_reasoning'),
    cost_usd: cost === null ? null : cost / PICO_USD,
    sessions_without_cost: coarseCount(sessions - costed, least),
    priced_by: versions
      .filter(([, own]) => !isOfFew(own, least))
      .map(([version, own]) => ({
        version,
        sessions: coarseCount(
          own.reduce((all, part) => all + part.sessions, 0),
          least,
        ),
      }))
      .sort((a, b) => b.sessions - a.sessions),
    reason: null,
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const own = groups.get(keyOf(item))
    if (own) own.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/** Of those that say: null where none does, and where too few do. */
function sumOf(
  parts: readonly CostPart[],
  key: Exclude<keyof CostPart, 'name' | 'who' | 'priced_by' | 'sessions'>,
  least: number,
): number | null {
  const known = parts.filter((part) => part[key] !== null)
  if (known.length === 0 || isOfFew(known, least)) return null
  const sum = known.reduce((all, part) => all + (part[key] ?? 0), 0)
  return least > 1 ? coarse(sum) : sum
}

function tooFew(name: string | null): CostGroup {
  return {
    name,
    sessions: null,
    tokens_in: null,
    tokens_out: null,
    tokens_cached: null,
    tokens_cache_written: null,
    tokens_reasoning: null,
    cost_usd: null,
    sessions_without_cost: null,
    priced_by: [],
    reason: 'too_few',
  }
}

function byDay(a: CostGroup, b: CostGroup): number {
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1
}

function byCost(a: CostGroup, b: CostGroup): number {
  return (b.cost_usd ?? -1) - (a.cost_usd ?? -1) || (b.sessions ?? -1) - (a.sessions ?? -1) || byDay(a, b)
}

/** An invoice beside what we know of the same days. */
export async function reconcileInvoice(ctx: Context, { lines }: ReconcileInput): Promise<Reconciliation> {
  await mustSeeAll(ctx)
  const { sql } = ctx.services.database
  const span = {
    from: lines.reduce((first, { from }) => (from < first ? from : first), lines[0]?.from ?? ''),
    to: lines.reduce((last, { to }) => (to > last ? to : last), lines[0]?.to ?? ''),
  }
  const [costs, known] = await Promise.all([listModelCosts(sql, span), knownDays(sql)])
  return reconcile(lines, { costs, known: known.sessions })
}
