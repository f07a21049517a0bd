import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { ATTRIBUTES, type AttributeName } from './attributes.ts'
import { feature, isFeature } from './features.ts'

/** What a patient's value added to the log-odds of disease. */
export interface Reason {
  /** the attribute; those that only count together are named together */
  readonly name: string
  /** its name and value, in words */
  readonly text: string
  /** in UCI's codes; null where it is not known, and of attributes together */
  readonly value: number | null
  readonly unit: string
  readonly log_odds: number
}

/** A value in words: a category by its name, a number with its unit. Null is what is not known. */
export function valueInWords(name: AttributeName, value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'not known'
  const { unit, kinds } = ATTRIBUTE_WORDS[name]
  if (kinds === null) return `${Number(value.toFixed(1))} ${unit}`
  return kinds.find(([code]) => code === value)?.[1] ?? String(value)
}

/**
 * What each attribute added: the sum over the model's inputs that are made of it, so that nobody has to know how a model
 * writes a category. Shapley values of inputs add up (Lundberg & Lee 2017, local accuracy), and so do these. An input that is
 * none of ours, of a model that takes columns by their names, stands for itself. The weightiest first.
 * @param contributions of the model's inputs, in log-odds
 * @param values the patient's thirteen values, null where not known
 */
export function toReasons(
  contributions: readonly { readonly name: string; readonly log_odds: number }[],
  values: Readonly<Partial<Record<AttributeName, number | null>>>,
): Reason[] {
  const sums = new Map<string, { readonly needs: readonly AttributeName[]; sum: number }>()
  for (const { name, log_odds } of contributions) {
    const needs = isFeature(name) ? feature(name).needs : []
    const key = needs.length === 0 ? name : needs.join(' and ')
    const known = sums.get(key) ?? { needs, sum: 0 }
    sums.set(key, { needs, sum: known.sum + log_odds })
  }
  const valueOf = (name: AttributeName) => values[name] ?? null
  return [...sums]
    .map(([key, { needs, sum }]): Reason => {
      const [only] = needs
      const alone = only !== undefined && needs.length === 1
      return {
        name: key,
        text:
          needs.map((name) => `${ATTRIBUTE_WORDS[name].name}: ${valueInWords(name, valueOf(name))}`).join(', ') || key,
        value: alone ? valueOf(only) : null,
        unit: alone ? ATTRIBUTES[only].unit : '',
        log_odds: sum,
      }
    })
    .sort((a, b) => Math.abs(b.log_odds) - Math.abs(a.log_odds))
}

/** Reasons that a sentence names of each side; what adds less than this much to the log-odds is in none. */
const NAMED = 3
const LEAST = 0.05

/** The weightiest reasons in two sentences. */
export function reasonsInWords(reasons: readonly Reason[]): string {
  const side = (sign: 1 | -1) =>
    reasons
      .filter(({ log_odds }) => log_odds * sign >= LEAST)
      .slice(0, NAMED)
      .map(({ text }) => text)
      .join('; ')
  const [towards, against] = [side(1), side(-1)]
  if (towards === '' && against === '') return 'None of the values weighs much by itself.'
  return [
    towards === '' ? 'Nothing speaks for disease.' : `For disease: ${towards}.`,
    against === '' ? 'Nothing speaks against it.' : `Against it: ${against}.`,
  ].join(' ')
}
