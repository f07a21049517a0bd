import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { createRandom } from '@vouch/core/random'

/** A simulated KOI table with the archive's dispositions: large and grazing signals are mostly false positives. */
export function labelledSurvey(rows: number): string {
  const random = createRandom('dispositions')
  const lines = koiTableCsv(simulateKoiTable({ seed: 'labelled', rows }))
    .trimEnd()
    .split('\n')
  const header = lines.findIndex((line) => line.startsWith('kepid'))
  const names = lines[header]?.split(',') ?? []
  const [impact, radius] = [names.indexOf('koi_impact'), names.indexOf('koi_prad')]
  const judged = lines.slice(header + 1).map((line) => {
    const cells = line.split(',')
    const margin = 1.5 - 2 * Number(cells[impact]) - 0.05 * Number(cells[radius]) + 0.5 * random.normal()
    const disposition = random.uniform() < 0.1 ? 'CANDIDATE' : margin > 0 ? 'CONFIRMED' : 'FALSE POSITIVE'
    return `${line},${disposition}`
  })
  return `${[`${names.join(',')},koi_disposition`, ...judged].join('\n')}\n`
}

/** Its first rows as records. */
export function surveyRows(count: number): Record<string, string>[] {
  const [header = '', ...lines] = labelledSurvey(count).trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])))
}
