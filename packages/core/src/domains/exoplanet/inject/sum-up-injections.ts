import type {
  InjectedShare,
  Injection,
  InjectionCell,
  InjectionMarginal,
  InjectionReport,
} from '@vouch/contracts/domains/injection'
import { wilson } from '../../../measure/interval.ts'

type Range = readonly [from: number, to: number]
type Counts = Pick<InjectionCell, 'injected' | 'found' | 'recovered' | 'called' | 'search' | 'completeness'>

const PERIOD_BINS = 5
const RADIUS_BINS = 6
/** Expected signal to noise: about the 7.1 where a search begins to find, the steps are fine. */
const SNR_EDGES = [0, 4, 6, 8, 10, 12, 15, 20, 30, 50, 100] as const

/** Completeness over period and radius, in bins even by the logarithm, and along each alone (Christiansen et al. 2020, §3). */
export function sumUpInjections(
  injections: readonly Injection[],
  { period, radius }: { readonly period: Range; readonly radius: Range },
): Pick<
  InjectionReport,
  | 'n'
  | 'found'
  | 'recovered'
  | 'aliases'
  | 'called_planet'
  | 'search'
  | 'completeness'
  | 'cells'
  | 'over_period'
  | 'over_radius'
  | 'over_snr'
> {
  const periods = logBins(period, PERIOD_BINS)
  const radii = logBins(radius, RADIUS_BINS)
  const inPeriod = placesIn(periods, injections, ({ period_days }) => period_days)
  const inRadius = placesIn(radii, injections, ({ radius_earth }) => radius_earth)
  const all = countAll(injections)
  return {
    n: injections.length,
    found: all.found,
    recovered: all.recovered,
    aliases: all.found - all.recovered,
    called_planet: all.called,
    search: all.search,
    completeness: all.completeness,
    cells: periods.flatMap((ownPeriod, p) =>
      radii.map((ownRadius, r) => ({
        period: [...ownPeriod],
        radius: [...ownRadius],
        ...countAll(injections.filter((_, i) => inPeriod[i] === p && inRadius[i] === r)),
      })),
    ),
    over_period: along(periods, inPeriod, injections),
    over_radius: along(radii, inRadius, injections),
    over_snr: overSnr(injections),
  }
}

function overSnr(injections: readonly Injection[]): InjectionMarginal[] {
  const highest = injections.reduce((most, { expected_snr }) => Math.max(most, expected_snr), 0)
  const edges = [...SNR_EDGES.filter((edge) => edge === 0 || edge < highest), Math.max(highest, 1)]
  const bins = edges.slice(1).map((to, i): [number, number] => [edges[i] ?? 0, to])
  return along(
    bins,
    placesIn(bins, injections, ({ expected_snr }) => expected_snr),
    injections,
  )
}

function along(
  bins: readonly [number, number][],
  places: readonly number[],
  injections: readonly Injection[],
): InjectionMarginal[] {
  return bins.map(([from, to], bin) => ({ from, to, ...countAll(injections.filter((_, i) => places[i] === bin)) }))
}

/** Edges to six digits, so that they can be read; the first and last are those that were asked for. */
function logBins([from, to]: Range, count: number): [number, number][] {
  if (from === to) return [[from, to]]
  const edge = (i: number) =>
    i === 0 ? from : i === count ? to : Number((from * (to / from) ** (i / count)).toPrecision(6))
  return Array.from({ length: count }, (_, i) => [edge(i), edge(i + 1)])
}

/** The bin of each; the last one holds its upper edge, too. */
function placesIn(bins: readonly Range[], injections: readonly Injection[], of: (one: Injection) => number): number[] {
  return injections.map((one) => {
    const place = bins.findIndex(([, to]) => of(one) < to)
    return place < 0 ? bins.length - 1 : place
  })
}

function countAll(injections: readonly Injection[]): Counts {
  const injected = injections.length
  const count = (is: (one: Injection) => boolean) => injections.filter(is).length
  const recovered = count((one) => one.found && one.alias_factor === null)
  const called = count((one) => one.called)
  return {
    injected,
    found: count((one) => one.found),
    recovered,
    called,
    search: share(recovered, injected),
    completeness: share(called, injected),
  }
}

function share(hits: number, n: number): InjectedShare | null {
  return n === 0 ? null : { value: hits / n, interval: wilson(hits, n) }
}
