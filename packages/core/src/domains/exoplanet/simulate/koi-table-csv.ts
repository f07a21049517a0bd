import { formatTo, KOI_COLUMNS, type KoiColumn } from './koi-column.ts'
import type { SimulatedClass } from './signal.ts'
import { type KoiSimulation, type SimulatedKoi, simulateKois, type SimulationOptions } from './simulate-koi-table.ts'

export interface KoiCsvOptions {
  /** adds `koi_disposition` and `sim_truth` */
  readonly withTruth?: boolean
}

/** Rows a chunk: some 60 kB of text. */
const CHUNK_ROWS = 128

/** Widens the tuple, whose formats are literals. */
const COLUMNS: readonly (KoiColumn & { name: (typeof KOI_COLUMNS)[number]['name'] })[] = KOI_COLUMNS

/** A simulated table as the archive would export it, its first line saying that it is simulated. */
export function koiTableCsv(simulation: KoiSimulation, options: KoiCsvOptions = {}): string {
  const lines = simulation.rows.map((row, index) => {
    const truth = simulation.truth[index]
    if (truth === undefined) throw new RangeError(`the simulation has no truth for row ${index}`)
    return csvLine({ row, truth }, options)
  })
  return csvHead(simulation.seed, options) + lines.join('')
}

/** The same text as `koiTableCsv` in chunks, for tables larger than memory. */
export function* koiTableCsvChunks(
  simulation: SimulationOptions,
  options: KoiCsvOptions = {},
): Generator<string, void, undefined> {
  let chunk = csvHead(simulation.seed, options)
  let rows = 0
  for (const koi of simulateKois(simulation)) {
    chunk += csvLine(koi, options)
    rows += 1
    if (rows % CHUNK_ROWS !== 0) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function csvHead(seed: number | string, options: KoiCsvOptions): string {
  const names: readonly (readonly [string, string])[] = [
    ['kepid', 'KepID'],
    ['kepoi_name', 'KOI Name'],
    ...(options.withTruth === true
      ? ([
          ['koi_disposition', 'True Disposition of the Simulated Signal'],
          ['sim_truth', 'True Kind of the Simulated Signal'],
        ] as const)
      : []),
    ...COLUMNS.map(({ name, description }) => [name, description] as const),
  ]
  const comments = names.map(([name, description]) => `# COLUMN ${`${name}:`.padEnd(15)} ${description}\n`)
  const title = `# SIMULATED by Vouch: not observations. Seed ${seed}.\n`
  return `${title}#\n${comments.join('')}#\n${names.map(([name]) => name).join(',')}\n`
}

function csvLine({ row, truth }: SimulatedKoi, options: KoiCsvOptions): string {
  let line = `${row.kepid},${row.kepoi_name}`
  if (options.withTruth === true) line += `,${disposition(truth.signal.truth)},${truth.signal.truth}`
  for (const { name, digits } of COLUMNS) {
    const value = row[name]
    line += value === null ? ',' : `,${formatTo(digits, value)}`
  }
  return `${line}\n`
}

/** The archive's word for what the signal truly is. */
function disposition(truth: SimulatedClass): 'CONFIRMED' | 'FALSE POSITIVE' {
  return truth === 'planet' ? 'CONFIRMED' : 'FALSE POSITIVE'
}
