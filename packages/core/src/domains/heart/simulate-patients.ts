import { createRandom, type Random } from '../../random.ts'
import { ATTRIBUTE_NAMES, type AttributeName } from './attributes.ts'

export interface SimulatedPatient {
  readonly diseased: boolean
  /** in UCI's codes; null: not taken */
  readonly values: Readonly<Record<AttributeName, number | null>>
}

/** Share of fluoroscopies and thallium scans that are not done. */
const NOT_DONE = 0.4

/**
 * Made-up patients with known truth: half have the disease, and each value is drawn by itself from what is usual with or
 * without it, rounded as hospitals write it. To try the product with and to test it; no figure is of them.
 */
export function simulatePatients({ seed, rows }: { seed: string; rows: number }): SimulatedPatient[] {
  const random = createRandom(seed)
  return Array.from({ length: rows }, (_, row) => simulatePatient(random.fork(`patient ${row}`)))
}

function simulatePatient(random: Random): SimulatedPatient {
  const diseased = random.uniform() < 0.5
  const is = (withDisease: number, without: number) => Number(random.uniform() < (diseased ? withDisease : without))
  const normal = (mean: number, deviation: number, [least, most]: readonly [number, number]) =>
    Math.round(Math.min(most, Math.max(least, mean + deviation * random.normal())))
  const pick = (codes: readonly number[], shares: readonly number[]) => {
    let at = random.uniform()
    for (const [i, share] of shares.entries()) if ((at -= share) < 0) return codes[i] ?? null
    return codes.at(-1) ?? null
  }
  const age = normal(diseased ? 56 : 52, 9, [28, 79])
  const scanned = random.uniform() >= NOT_DONE
  const values = {
    age,
    sex: is(0.85, 0.6),
    cp: pick([1, 2, 3, 4], diseased ? [0.05, 0.07, 0.14, 0.74] : [0.1, 0.28, 0.35, 0.27]),
    trestbps: normal(diseased ? 134 : 130, 17, [92, 200]),
    chol: normal(diseased ? 250 : 240, 50, [130, 420]),
    fbs: is(0.18, 0.12),
    restecg: pick([0, 1, 2], diseased ? [0.5, 0.2, 0.3] : [0.6, 0.12, 0.28]),
    thalach: normal((diseased ? 170 : 182) - 0.7 * (age - 30), 18, [70, 205]),
    exang: is(0.6, 0.15),
    oldpeak: Math.round(10 * Math.max(0, (diseased ? 1.4 : 0.4) + random.normal())) / 10,
    slope: pick([1, 2, 3], diseased ? [0.25, 0.63, 0.12] : [0.62, 0.32, 0.06]),
    ca: scanned ? pick([0, 1, 2, 3], diseased ? [0.35, 0.32, 0.2, 0.13] : [0.8, 0.13, 0.05, 0.02]) : null,
    thal: scanned ? pick([3, 6, 7], diseased ? [0.28, 0.1, 0.62] : [0.78, 0.05, 0.17]) : null,
  }
  return { diseased, values }
}

/** Simulated patients as a table in UCI's columns and codes, which says in its first line that it is simulated. */
export function patientTableCsv(
  { seed, rows }: { seed: string; rows: number },
  { withTruth = false }: { withTruth?: boolean } = {},
): string {
  const lines = simulatePatients({ seed, rows }).map(({ values, diseased }, row) => [
    `S${String(row + 1).padStart(4, '0')}`,
    ...ATTRIBUTE_NAMES.map((name) => values[name] ?? '?'),
    ...(withTruth ? [Number(diseased)] : []),
  ])
  const header = ['patient_id', ...ATTRIBUTE_NAMES, ...(withTruth ? ['num'] : [])]
  const about = '# SIMULATED: made-up patients, none of them real, in the format of the UCI heart disease data'
  return `${[about, ...[header, ...lines].map((cells) => cells.join(','))].join('\n')}\n`
}
