import type { FieldNote } from '@vouch/contracts/learner'
import type { LabelCounts } from './label-rows.ts'

/** With fewer positives a fold, its figures change by tenths with every one. */
const FOLD_POSITIVES = 10
/** A group this large is most of a fold alone, and folds then differ in more than chance. */
const FEW_GROUPS_A_FOLD = 3

/**
 * Whether rows are enough to be divided into folds by group, and each fold to hold both labels.
 * @param chosen whether only rows with some values of another column count
 */
export function checkSplit(
  counts: LabelCounts,
  { folds, chosen = false }: { folds: number; chosen?: boolean },
): { errors: FieldNote[]; warnings: FieldNote[] } {
  const errors: FieldNote[] = []
  const { rows, positives, groups, positiveGroups, negativeGroups } = counts
  const say = (field: string, message: string) => errors.push({ field, message })
  if (rows === 0) {
    const none = chosen
      ? { field: 'only.values', message: 'no row that has one of these values has one of the chosen labels' }
      : { field: 'label', message: 'no row has one of the chosen labels' }
    return { errors: [none], warnings: [] }
  }
  if (rows < folds) say('folds', `${rows} labelled rows cannot fill ${folds} folds`)
  if (positives === 0) say('positive_labels', 'no row has a positive label')
  if (positives === rows) say('negative_labels', 'no row has a negative label')
  if (groups < folds) say('folds', `${groups} groups cannot fill ${folds} folds`)
  else if (positives > 0 && positiveGroups < folds)
    say('folds', `${positiveGroups} groups hold a positive row: one each for ${folds} folds is needed`)
  if (groups >= folds && positives < rows && negativeGroups < folds)
    say('folds', `${negativeGroups} groups hold a negative row: one each for ${folds} folds is needed`)
  if (errors.length > 0) return { errors, warnings: [] }
  const warnings: FieldNote[] = []
  const rarer = Math.min(positives, rows - positives)
  if (rarer < folds * FOLD_POSITIVES)
    warnings.push({
      field: 'folds',
      message: `the rarer label has ${rarer} rows, fewer than ${FOLD_POSITIVES} a fold: intervals will be wide`,
    })
  if (groups < folds * FEW_GROUPS_A_FOLD)
    warnings.push({
      field: 'group_key',
      message: `${groups} groups in ${folds} folds: folds may differ by more than chance`,
    })
  return { errors, warnings }
}
