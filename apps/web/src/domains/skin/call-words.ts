import { DIAGNOSES, type SkinCall } from '@vouch/contracts/domains/skin'

/** A call as natural frequencies, which most readers take in more rightly than a probability (Gigerenzer & Hoffrage 1995). */
export function callWords(
  {
    classes,
    diagnosis,
    prediction,
    probability,
  }: Pick<SkinCall, 'classes' | 'diagnosis' | 'prediction' | 'probability'>,
  threshold: number | null,
): string[] {
  const called = classes.find(({ code }) => code === diagnosis)
  const [malignant, from] = apartInHundred(probability, threshold)
  const label = prediction.toLowerCase()
  return [
    `Of a hundred pictures of which the model says the same, it expects ${inHundred(called?.probability ?? 0)} to be of ${withArticle(DIAGNOSES[diagnosis].words)}, which it calls this one.`,
    `It expects ${malignant} of them to be malignant: a melanoma, a basal cell carcinoma, or an actinic keratosis or Bowen’s disease.`,
    from === null
      ? `It calls this one ${label}.`
      : `From ${from} in a hundred on it calls a lesion malignant, so that it calls this one ${label}.`,
    ...(DIAGNOSES[diagnosis].malignant === (prediction === 'MALIGNANT')
      ? []
      : [
          `The class that it names is ${DIAGNOSES[diagnosis].malignant ? 'malignant' : 'benign'} all the same: it is one of seven, and the malignant ones are counted together.`,
        ]),
    ...(classes[0] !== undefined && classes[0].code !== diagnosis
      ? [
          `${upperFirst(DIAGNOSES[classes[0].code].words)} is the more probable class: before it names one, the model weighs them as its card says.`,
        ]
      : []),
  ]
}

/** `61`, or `fewer than 1` where it is not none. */
export function inHundred(probability: number, digits = 0): string {
  const value = 100 * probability
  if (value > 0 && Number(value.toFixed(digits)) === 0 && digits === 0) return 'fewer than 1'
  return value.toFixed(digits)
}

const MOST_DIGITS = 3

/** Two shares with as many digits as it takes to tell them apart. */
function apartInHundred(one: number, other: number | null, digits = 0): readonly [string, string | null] {
  if (other === null) return [inHundred(one, digits), null]
  const words = [inHundred(one, digits), inHundred(other, digits)] as const
  return words[0] === words[1] && one !== other && digits < MOST_DIGITS ? apartInHundred(one, other, digits + 1) : words
}

export function withArticle(words: string): string {
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`
}

export function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
