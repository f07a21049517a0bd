import { faultOf, LightCurveOptions } from '@vouch/contracts/domains/light-curve'

/** What is typed into the form of a search, as it is typed; empty: what the server takes by itself. */
export interface SearchChoice {
  readonly from_days: string
  readonly to_days: string
  readonly most: string
  readonly period_days: string
  readonly epoch_days: string
  readonly duration_hours: string
  readonly flux: 'pdcsap' | 'sap'
  /** empty: that of the curve's mission */
  readonly model: string
}

export const NO_CHOICE: SearchChoice = {
  from_days: '',
  to_days: '',
  most: '',
  period_days: '',
  epoch_days: '',
  duration_hours: '',
  flux: 'pdcsap',
  model: '',
}

export type NumberField = Exclude<keyof SearchChoice, 'flux' | 'model'>

/** What each field takes, in words. */
export const FIELD_LIMITS = {
  from_days: 'Days from 0.3 to 1000.',
  to_days: 'Days from 0.3 to 2000, above the shortest.',
  most: 'A whole number from 1 to 10.',
  period_days: 'Days above 0, up to 5000.',
  epoch_days: 'A number of days, as the file counts them.',
  duration_hours: 'Hours above 0, up to 500.',
} as const satisfies Record<NumberField, string>

const NUMBERS = Object.keys(FIELD_LIMITS) as NumberField[]

export type Faults = Partial<Record<NumberField, string>>

/** The options that a choice stands for, those that were said alone; or what is wrong with it, field by field. */
export function optionsOf(choice: SearchChoice): { options: Partial<LightCurveOptions> } | { faults: Faults } {
  const said = NUMBERS.filter((name) => choice[name].trim() !== '')
  const options = {
    ...Object.fromEntries(said.map((name) => [name, Number(choice[name])] as const)),
    ...(choice.flux !== 'pdcsap' && { flux: choice.flux }),
    ...(choice.model !== '' && { model: choice.model }),
  }
  const parsed = LightCurveOptions.safeParse(options)
  if (!parsed.success) {
    const faulty = NUMBERS.filter((name) => parsed.error.issues.some(({ path }) => path[0] === name))
    return { faults: Object.fromEntries(faulty.map((name) => [name, FIELD_LIMITS[name]])) }
  }
  const fault = faultOf(parsed.data)
  const field = NUMBERS.find((name) => name === fault?.field)
  if (fault === null || field === undefined) return { options }
  const words = field === 'to_days' ? FIELD_LIMITS.to_days : 'Period, epoch and duration belong together.'
  return { faults: { [field]: words } }
}
