import { DIAGNOSES, type DiagnosisCode, type SkinCall, type SkinReceipt } from '@vouch/contracts/domains/skin'

/** A call in words: how often such a number was right, and what its map shows. */
export function explainInWords(
  { classes, diagnosis, prediction, probability, abstained }: SkinCall,
  {
    threshold,
    quality,
    target,
    notice,
  }: Pick<SkinReceipt, 'threshold' | 'quality' | 'notice'> & { target: DiagnosisCode },
): string {
  const called = classes.find(({ code }) => code === diagnosis)
  const lines = [
    `Of a hundred pictures of which the model says the same, it expects ${inHundred(called?.probability ?? 0)} to be of ${withArticle(DIAGNOSES[diagnosis].words)}, which it calls this one.`,
    `Melanoma, basal cell carcinoma and actinic keratoses together come to ${inHundred(probability)} in a hundred: ${prediction}, for the threshold is ${inHundred(threshold)}.`,
    ...(abstained && quality.ok ? ['That is too near to the threshold to tell: the model abstains.'] : []),
    ...(quality.ok ? [] : ['The model abstains:', ...quality.warnings.map(({ message }) => message)]),
    `Coloured is what speaks for ${DIAGNOSES[target].words}, the brighter the more (Grad-CAM of its score).`,
    notice,
  ]
  return lines.join(' ')
}

function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}

function inHundred(probability: number): string {
  const value = 100 * probability
  return value > 0 && value < 1 ? 'less than 1' : String(Math.round(value))
}
