import { readObjectName } from '@vouch/core/domains/exoplanet/object-name'
import { ARCHIVE_TABLES } from './archive-tables.ts'
import { exoplanet } from './domain.ts'

/** When the archive's vetting decided it; the other tables say only when their rows were written. */
const DATES: Readonly<Record<string, string>> = { koi_disposition: 'koi_vet_date' }
/** What is said of an event in Kepler's pipeline is a training label, and no disposition. */
const TRAINING_LABEL = 'label'

/** The archive's files begin with when they were made: `Thu Sep 25 10:54:37 2025`. */
const WRITTEN = /^\w{3} (\w{3}) +(\d{1,2}) \d{2}:\d{2}:\d{2} (\d{4})$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const ANSWERS = ARCHIVE_TABLES.filter(({ label }) => label.column !== TRAINING_LABEL).map(({ label }) => ({
  column: label.column,
  labels: Object.fromEntries([
    ...label.positive.map((value) => [value, exoplanet.label(true)]),
    ...label.negative.map((value) => [value, exoplanet.label(false)]),
  ]),
  date: DATES[label.column] ?? null,
}))

/** The archive's dispositions. Candidates are not decided. */
export const exoplanetOutcomes = {
  ids: ['kepoi_name', 'kepler_name', 'toi', 'pl_name', 'epic_candname', 'k2_name'],
  labels: () => ANSWERS,
  source: 'archive' as const,
  dayOf: (comments: readonly string[]) => {
    const written = comments.map((line) => WRITTEN.exec(line)).find((match) => match !== null)
    const month = MONTHS.indexOf(written?.[1] ?? '')
    if (!written || month < 0) return null
    return new Date(Date.UTC(Number(written[3]), month, Number(written[2]))).toISOString().slice(0, 10)
  },
  sameName: (name: string) => readObjectName(name).object,
}
