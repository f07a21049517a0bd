import type { InvoiceLine, ReconciledLine, Reconciliation } from '@vouch/contracts/domains/coding-costs'
import type { KnownDays } from './coding-records.ts'
import { matchModel } from './match-model.ts'
import { modelPolicy } from './model-policy.ts'
import { PICO_USD, type SessionDay } from './session-day.ts'

/** What the sessions of one model came to on one day. */
export interface ModelCost extends Pick<SessionDay, 'date' | 'sessions' | 'costed' | 'cost_pico'> {
  /** as sessions name it; null: they do not */
  readonly model: string | null
}

/**
 * Holds an invoice against what we take the same sessions to cost. A line is of the sessions of its days whose model it means
 * (see `lineMatch`); of several lines that mean a model, the one that names it most exactly. Where two do so alike, as where
 * prompts and answers stand in lines of their own, each is held against all those sessions, and says so.
 * @param known the days of which sessions are known at all; null: none are
 */
export function reconcile(
  lines: readonly InvoiceLine[],
  { costs, known }: { readonly costs: readonly ModelCost[]; readonly known: KnownDays | null },
): Reconciliation {
  const own = lines.map((): ModelCost[] => [])
  const shared = lines.map(() => false)
  const billed: ModelCost[] = []
  const missed: ModelCost[] = []
  const ranked = rankLines(lines)
  for (const cost of costs) {
    const within = lines.flatMap(({ from, to }, i) => (cost.date >= from && cost.date <= to ? [i] : []))
    if (within.length === 0) continue
    const ranks = within.map((i) => (cost.model === null ? 0 : ranked(i, cost.model)))
    const best = Math.max(...ranks)
    if (best === 0) {
      missed.push(cost)
      continue
    }
    billed.push(cost)
    const chosen = within.filter((_line, at) => ranks[at] === best)
    for (const i of chosen) {
      own[i]?.push(cost)
      if (chosen.length > 1) shared[i] = true
    }
  }
  const amount = lines.reduce((sum, line) => sum + line.amount_usd, 0)
  const ours = usdOf(billed)
  return {
    lines: lines.map((line, i) => reconcileLine(line, own[i] ?? [], { known, isShared: shared[i] ?? false })),
    amount_usd: amount,
    ours_usd: ours,
    difference_usd: ours === null ? null : amount - ours,
    not_in_invoice: byModel(missed).map(([model, of]) => ({
      model,
      sessions: sum(of, 'sessions'),
      ours_usd: usdOf(of),
    })),
  }
}

function reconcileLine(
  line: InvoiceLine,
  own: readonly ModelCost[],
  { known, isShared }: { readonly known: KnownDays | null; readonly isShared: boolean },
): ReconciledLine {
  const { amount_usd: amount } = line
  const ours = usdOf(own)
  const difference = ours === null ? null : amount - ours
  const sessions = sum(own, 'sessions')
  return {
    ...line,
    ours_usd: ours,
    difference_usd: difference,
    difference_percent: difference === null ? null : percentOf(difference, amount),
    sessions,
    sessions_without_cost: sessions - sum(own, 'costed'),
    models: byModel(own).flatMap(([model]) => (model === null ? [] : [model])),
    reasons: [
      ...whyUnknown(line, known, sessions),
      ...whyUnpriced(own, sessions),
      ...(isShared
        ? ['Another line is of the same sessions: only their amounts together can be held against ours.']
        : []),
    ],
  }
}

/** Null of nothing, and of so little that a hundredth of it is no number. */
function percentOf(part: number, whole: number): number | null {
  const percent = (100 * part) / whole
  return Number.isFinite(percent) ? percent : null
}

function whyUnknown({ model, from, to }: InvoiceLine, known: KnownDays | null, sessions: number): string[] {
  if (known === null || known.until < from || known.from > to)
    return ['Nothing is known of those days: no sessions were taken in.']
  const reasons = sessions === 0 ? [`No session of those days names ${model}, or a release of it.`] : []
  if (known.from > from) reasons.push(`Sessions are known from ${known.from} on: what was before is not in ours.`)
  if (known.until < to) reasons.push(`Sessions are known until ${known.until}: what came after is not in ours.`)
  return reasons
}

function whyUnpriced(own: readonly ModelCost[], sessions: number): string[] {
  const without = sessions - sum(own, 'costed')
  if (without === 0) return []
  const unpriced = byModel(own).flatMap(([model]) => (model !== null && matchModel(model) === null ? [model] : []))
  const reasons = [`Of ${sessions} sessions ${without} have no cost: they are not in ours.`]
  if (unpriced.length > 0) reasons.push(`The price table does not know ${unpriced.join(', ')}.`)
  return reasons
}

/**
 * How exactly a line’s name means a session’s model. 3: by the same name, with or without its provider. 2: by its family, which
 * the line names without a version. 1: both are the same model of the price table. 0: not at all; a line that names its provider
 * is of no other one’s models, where the table knows both.
 */
export function lineMatch(line: string, model: string): 0 | 1 | 2 | 3 {
  const [billed, used] = [matchModel(line), matchModel(model)]
  if (line.includes('/') && billed && used && billed.provider.id !== used.provider.id) return 0
  if (modelPolicy([model])(line) && modelPolicy([line])(model)) return 3
  if (modelPolicy([line])(model)) return 2
  return billed && used && billed.provider.id === used.provider.id && billed.model.id === used.model.id ? 1 : 0
}

/** Names repeat from day to day: each pair is looked at once. */
function rankLines(lines: readonly InvoiceLine[]): (line: number, model: string) => number {
  const ranks = new Map<string, number[]>()
  return (line, model) => {
    const known = ranks.get(model) ?? lines.map((one) => lineMatch(one.model, model))
    ranks.set(model, known)
    return known[line] ?? 0
  }
}

function usdOf(costs: readonly ModelCost[]): number | null {
  return sum(costs, 'costed') === 0 ? null : sum(costs, 'cost_pico') / PICO_USD
}

function sum(costs: readonly ModelCost[], key: 'sessions' | 'costed' | 'cost_pico'): number {
  return costs.reduce((whole, cost) => whole + cost[key], 0)
}

function byModel(costs: readonly ModelCost[]): [string | null, ModelCost[]][] {
  const models = new Map<string | null, ModelCost[]>()
  for (const cost of costs) {
    const of = models.get(cost.model)
    if (of) of.push(cost)
    else models.set(cost.model, [cost])
  }
  return [...models].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
}
