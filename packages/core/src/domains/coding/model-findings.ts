import type { Finding, KpiName } from '@vouch/contracts/domains/coding-metrics'
import { benjaminiHochberg } from '../../measure/benjamini-hochberg.ts'
import { twoSided, Z95 } from '../../measure/normal.ts'
import { type KnownWindow, knownWindow } from './coding-records.ts'
import { estimateKpi, kpiDifferenceInterval, type KpiSide } from './estimate-kpi.ts'
import { count, figure, range } from './figure-words.ts'
import { coarseCount, isOfFew } from './hide-few.ts'
import { isWithin, KPI_SOURCES } from './kpi-parts.ts'
import { modelFamily } from './match-model.ts'
import type { KpiOptions } from './measure-kpis.ts'
import type { SessionDay } from './session-day.ts'

/** What was done with one model. */
export interface ModelDays {
  readonly model: string
  readonly days: readonly SessionDay[]
}

type ModelFigure = Extract<KpiName, 'acceptance_rate' | 'error_rate'>

const WORDS: Readonly<Record<ModelFigure, string>> = {
  acceptance_rate: 'suggestions accepted',
  error_rate: 'calls failed',
}

const FALSE_DISCOVERIES = 0.05

/**
 * Models that differ clearly from all the others together, in acceptance or in errors: the interval of the difference holds no
 * 0, and neither does it by chance once it is counted how many were compared (Benjamini & Hochberg 1995; p is that of the
 * interval's bound on the side of 0). Of two models one is named.
 */
export function modelFindings(models: readonly ModelDays[], options: KpiOptions): Finding[] {
  const window = knownWindow(options.window, options.known.sessions)
  if (window === null) return []
  const compared = models.length === 2 ? models.slice(0, 1) : models
  const found = (['acceptance_rate', 'error_rate'] as const).flatMap((name) =>
    compared.flatMap((one) => compareToOthers(name, one, { models, window, least: options.least }) ?? []),
  )
  const adjusted = benjaminiHochberg(found.map(({ p }) => p))
  return found
    .map((one, i) => ({ ...one, q: adjusted[i] ?? 1 }))
    .filter(({ q, interval: [low, high] }) => q < FALSE_DISCOVERIES && (low > 0 || high < 0))
    .sort((a, b) => a.q - b.q)
    .map(({ finding }) => finding)
}

interface ModelComparison {
  readonly finding: Finding
  readonly interval: readonly [number, number]
  readonly p: number
}

function compareToOthers(
  name: ModelFigure,
  { model, days }: ModelDays,
  {
    models,
    window,
    least,
  }: { readonly models: readonly ModelDays[]; readonly window: KnownWindow; readonly least: number },
): ModelComparison | null {
  const source = KPI_SOURCES[name]
  const side = (own: readonly SessionDay[]): KpiSide => ({
    parts: source.parts({ days: own, commits: [], pullRequests: [] }, window),
    window,
  })
  const [own, others] = [side(days), side(models.flatMap((other) => (other.model === model ? [] : other.days)))]
  if (isOfFew(own.parts, least) || isOfFew(others.parts, least)) return null
  const [a, b] = [estimateKpi(source, own), estimateKpi(source, others)]
  const interval = kpiDifferenceInterval(source, others, own)
  if (a.value === null || b.value === null || interval === null) return null
  const difference = a.value - b.value
  const towards = Math.abs(difference - (difference > 0 ? interval[0] : interval[1]))
  const way = difference > 0 ? 'more' : 'less'
  const text = `${model}: ${figure(a.value)} % of ${count(coarseCount(a.n, least))} ${WORDS[name]}, ${figure(Math.abs(difference))} points ${way} than with the other models (difference ${range(interval)}, 95 % interval). Who uses which model, and for what, may be part of it.`
  const p = difference === 0 || towards === 0 ? 1 : twoSided((Z95 * difference) / towards)
  return { finding: { text, cites: [name, `model:${model}`] }, interval, p }
}

/** Models some of whose sessions have no cost, those with the most of them first: what is missing, and what to do about it. */
export function unpricedFindings(
  models: readonly ModelDays[],
  options: KpiOptions,
): { readonly finding: Finding; readonly advice: Finding }[] {
  const window = knownWindow(options.window, options.known.sessions)
  if (window === null) return []
  return models
    .map(({ model, days }) => {
      const without = days.filter((day) => isWithin(day.date, window) && day.costed < day.sessions)
      const people = without.map((day) => ({ who: day.developer }))
      const sessions = without.reduce((sum, day) => sum + day.sessions - day.costed, 0)
      return { model, sessions: isOfFew(people, options.least) ? 0 : coarseCount(sessions, options.least) }
    })
    .filter(({ sessions }) => sessions > 0)
    .sort((a, b) => b.sessions - a.sessions)
    .map(({ model, sessions }) => {
      const known = modelFamily(model) !== null
      const have = sessions === 1 ? 'session' : 'sessions'
      const why = known ? 'how many tokens of what price is not known' : 'the price table does not know the model'
      const text = `${count(sessions)} ${have} of ${model} without a cost, because ${why}: no total contains them.`
      const cure = known ? 'the tokens of the prompt and of the answer' : 'what each of them cost'
      const cites = [`unpriced:${model}`]
      return {
        finding: { text, cites },
        advice: { text: `${text} Have their source say ${cure} before comparing costs.`, cites },
      }
    })
}
