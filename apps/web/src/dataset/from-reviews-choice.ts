import type { DomainId } from '@vouch/contracts/domain'
import { FromReviewsInput, type LabelSource } from '@vouch/contracts/feedback'

/** What a table is to be made of, as it stands in the form; an empty number is not given. */
export interface FromReviewsChoice {
  readonly domain: DomainId
  readonly daysBack: string
  readonly minRows: string
  readonly agreed: boolean
  readonly weighted: boolean
  /** of each source what was typed */
  readonly weights: Readonly<Record<LabelSource, string>>
}

const WEIGHT = 'A number from 0.05 to 1.'
/** What a field takes, by its name as it is sent. */
const TAKES: ReadonlyMap<string, string> = new Map([
  ['days_back', 'A whole number from 1 to 3650.'],
  ['min_rows', 'A whole number from 20 to 1,000,000.'],
  ['weights.outcome', WEIGHT],
  ['weights.adjudicated', WEIGHT],
  ['weights.agreed', WEIGHT],
])

/** What is sent; null where something is wrong, and then what with which field. */
export function readChoice({ domain, daysBack, minRows, agreed, weighted, weights }: FromReviewsChoice) {
  const read = FromReviewsInput.safeParse({
    domain,
    days_back: typed(daysBack),
    min_rows: typed(minRows),
    include_agreed: agreed,
    weighted,
    weights: {
      outcome: typed(weights.outcome),
      adjudicated: typed(weights.adjudicated),
      // a weight of what is not in the table has no field
      agreed: agreed ? typed(weights.agreed) : undefined,
    },
  })
  const wrong = read.error?.issues.map(({ path }) => path.join('.')) ?? []
  return {
    input: read.success ? read.data : null,
    faultOf: (field: string) => (wrong.includes(field) ? (TAKES.get(field) ?? null) : null),
  }
}

function typed(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}
