import { VouchError } from '../../../error.ts'
import { createRandom, type Random } from '../../../random.ts'
import { contaminate, drawBackgroundBinary, type ParentBinary } from './draw-background-binary.ts'
import { catalogueStar } from './catalogue-star.ts'
import { detect, type Detection } from './detect.ts'
import { drawEclipsingBinary, TARGET_BINARIES } from './draw-eclipsing-binary.ts'
import { drawFalseAlarm } from './draw-false-alarm.ts'
import { koiRow, type SimulatedRow } from './koi-row.ts'
import { measureSignal } from './measure-signal.ts'
import { drawPlanets } from './draw-planets.ts'
import { type Signal, SIMULATED_CLASSES, type SimulatedClass } from './signal.ts'
import { drawStar, type Star } from './star.ts'

export interface SimulationOptions {
  /** a number or up to 64 letters, digits, dots, dashes and underscores */
  readonly seed: number | string
  /** rows of the table */
  readonly rows: number
  /** shares of the rows, summing to 1; default: the shares of the labelled rows of the cumulative table */
  readonly shares?: Readonly<Record<SimulatedClass, number>>
}

/** What a row truly is, beside the row that says how it was measured. */
export interface SimulatedTruth {
  readonly kepoiName: string
  readonly star: Star
  readonly signal: Signal
  readonly detection: Detection
}

export interface SimulatedKoi {
  readonly row: SimulatedRow
  readonly truth: SimulatedTruth
}

export interface KoiSimulation {
  readonly seed: number | string
  readonly rows: readonly SimulatedRow[]
  /** one for each row, in their order */
  readonly truth: readonly SimulatedTruth[]
}

/** Confirmed planets are 36 % of the labelled KOIs; the rest by their flags (ss, co or ec, nt), 2025-09-25. */
const ARCHIVE_SHARES: Readonly<Record<SimulatedClass, number>> = {
  planet: 0.36,
  eclipsing_binary: 0.2,
  background_binary: 0.24,
  noise: 0.2,
}

/** Real stars have KIC numbers below 13.2 million. */
const FIRST_KEPID = 900_000_001

/** Share of the blends that are a binary of the table leaking into another target (the archive's `ec` flag). */
const LEAKING_SHARE = 0.45

/** Binaries remembered as possible parents: enough for variety, few enough for flat memory. */
const PARENTS_KEPT = 32

/** Shallower eclipses hardly show through a leak. */
const PARENT_DEPTH = 0.01

/** Targets tried for a leak before a blend of its own is drawn instead. */
const LEAK_ATTEMPTS = 200

/** Simulates a whole table in memory. Bad options are an `invalid` error that names the field. */
export function simulateKoiTable(options: SimulationOptions): KoiSimulation {
  const rows: SimulatedRow[] = []
  const truth: SimulatedTruth[] = []
  for (const koi of simulateKois(options)) {
    rows.push(koi.row)
    truth.push(koi.truth)
  }
  return { seed: options.seed, rows, truth }
}

/** Simulates row after row, star by star, in memory that does not grow with the number of rows. */
export function* simulateKois(options: SimulationOptions): Generator<SimulatedKoi, void, undefined> {
  const shares = checkOptions(options)
  const root = createRandom(options.seed)
  const written: Record<SimulatedClass, number> = { planet: 0, eclipsing_binary: 0, background_binary: 0, noise: 0 }
  const parents: ParentBinary[] = []
  let total = 0
  for (let system = 0; total < options.rows; system += 1) {
    const random = root.fork(`system ${system}`)
    const target = chooseClass(shares, written, total, random)
    const found = findSystem(target, parents, random)
    const catalogue = catalogueStar(found.star, random)
    for (const [index, { signal, detection }] of found.signals.entries()) {
      if (total === options.rows) return
      const kepoiName = `S${String(system + 1).padStart(5, '0')}.${String(index + 1).padStart(2, '0')}`
      const fit = measureSignal(signal, detection, random)
      const observed = {
        kepid: FIRST_KEPID + system,
        kepoiName,
        tceNumber: index + 1,
        star: found.star,
        catalogue,
        fit,
      }
      yield { row: koiRow(observed, random), truth: { kepoiName, star: found.star, signal, detection } }
      written[signal.truth] += 1
      total += 1
      if (signal.truth === 'eclipsing_binary' && signal.depth > PARENT_DEPTH) {
        parents.push({ name: kepoiName, star: found.star, signal })
        if (parents.length > PARENTS_KEPT) parents.shift()
      }
    }
  }
}

function checkOptions({
  seed,
  rows,
  shares = ARCHIVE_SHARES,
}: SimulationOptions): Readonly<Record<SimulatedClass, number>> {
  const refuse = (field: string, message: string): never => {
    throw new VouchError('invalid', `The simulation cannot start: ${field} ${message}.`, [{ field, message }])
  }
  if (typeof seed === 'number' ? !Number.isFinite(seed) : !/^[\w.-]{1,64}$/.test(seed)) {
    refuse('seed', 'must be a finite number, or 1 to 64 letters, digits, dots, dashes and underscores')
  }
  if (!Number.isSafeInteger(rows) || rows < 1) refuse('rows', 'must be a whole number of at least 1')
  for (const name of SIMULATED_CLASSES)
    if (!(shares[name] >= 0)) refuse(`shares.${name}`, 'must be a number of at least 0')
  const sum = SIMULATED_CLASSES.reduce((total, name) => total + shares[name], 0)
  if (Math.abs(sum - 1) > 1e-9) refuse('shares', `must sum to 1, not ${sum}`)
  return shares
}

/** Weighs each class by how far it is behind its share of the next fifty rows: stars carry different numbers of rows. */
function chooseClass(
  shares: Readonly<Record<SimulatedClass, number>>,
  written: Readonly<Record<SimulatedClass, number>>,
  total: number,
  random: Random,
): SimulatedClass {
  const weights = SIMULATED_CLASSES.map((name) => Math.max(shares[name] * (total + 50) - written[name], 0))
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const chosen = weights.findIndex((weight) => (rest -= weight) < 0)
  return SIMULATED_CLASSES[chosen] ?? 'noise'
}

interface FoundSystem {
  readonly star: Star
  readonly signals: readonly { readonly signal: Signal; readonly detection: Detection }[]
}

/** Draws stars with this kind of signal until the survey finds one. */
function findSystem(target: SimulatedClass, parents: readonly ParentBinary[], random: Random): FoundSystem {
  let leaksLeft = target === 'background_binary' && random.uniform() < LEAKING_SHARE ? LEAK_ATTEMPTS : 0
  for (;;) {
    const parent = leaksLeft > 0 && parents.length > 0 ? parents[random.int(parents.length)] : undefined
    const found = parent === undefined ? trySystem(target, random) : tryLeak(parent, random)
    if (found.signals.length > 0) return found
    leaksLeft -= 1
  }
}

function trySystem(target: SimulatedClass, random: Random): FoundSystem {
  const star = drawStar(random)
  if (target === 'noise') {
    const alarm = drawFalseAlarm(star, random)
    return { star, signals: alarm === null ? [] : [alarm] }
  }
  if (target === 'background_binary') return survey(star, drawBackgroundBinary(random), random)
  // Wide stars are crossed more often: R*/a goes as density^(-1/3).
  if (random.uniform() > 1 / (2.5 * Math.cbrt(star.densitySolar))) return { star, signals: [] }
  if (target === 'eclipsing_binary') return survey(star, drawEclipsingBinary(star, TARGET_BINARIES, random), random)
  return survey(star, drawPlanets(star, random), random, isValidated)
}

/** A target within a few pixels to a fraction of a degree of the parent. */
function tryLeak(parent: ParentBinary, random: Random): FoundSystem {
  const drawn = drawStar(random)
  const distance = 0.002 * 60 ** random.uniform()
  const angle = 2 * Math.PI * random.uniform()
  const decDegrees = parent.star.decDegrees + distance * Math.sin(angle)
  const raDegrees = parent.star.raDegrees + (distance * Math.cos(angle)) / Math.cos((decDegrees * Math.PI) / 180)
  const star = { ...drawn, raDegrees, decDegrees }
  return survey(star, [contaminate(star, parent, random)], random)
}

function survey(
  star: Star,
  signals: readonly Signal[],
  random: Random,
  isListed: (detection: Detection, random: Random) => boolean = () => true,
): FoundSystem {
  const found: FoundSystem['signals'][number][] = []
  for (const signal of signals) {
    const detection = detect(star, signal, random)
    if (detection !== null && isListed(detection, random)) found.push({ signal, detection })
  }
  // The pipeline numbers what it finds by strength.
  return { star, signals: found.sort((a, b) => b.detection.significance - a.detection.significance) }
}

/** A planet is confirmed where its signal stands clear of the threshold (Rowe et al. 2014: 10; Morton et al. 2016). */
function isValidated(detection: Detection, random: Random): boolean {
  return random.uniform() < 1 / (1 + Math.exp((11 - detection.significance) / 1.5))
}
