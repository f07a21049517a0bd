import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { Hyperparameter, HyperparameterValue, ModelType } from '@vouch/contracts/learner'

/** What a reader has chosen in the form, as it stands there. */
export interface Choice {
  readonly label: string
  readonly positive: string
  /** empty: every other class */
  readonly negative: string
  /** empty: rows stand alone */
  readonly groupKey: string
  readonly modelType: ModelType
  /** what was typed, by the name of its setting; empty is not given */
  readonly values: Readonly<Record<string, string>>
}

/** The configuration that is sent. What is no number is sent as it was typed, and the server says what is wrong with it. */
export function startConfig(
  { id, source, label }: Pick<DatasetDetail, 'id' | 'source' | 'label'>,
  choice: Choice,
  declared: readonly Hyperparameter[],
) {
  // of an archive's table all its own classes count, unless the reader chose otherwise
  const isKnown = label !== null && label.column === choice.label && label.positive.includes(choice.positive)
  const asKnown = isKnown && (choice.negative === '' || label.negative.includes(choice.negative))
  return {
    model_type: choice.modelType,
    dataset_source: source,
    dataset_id: id,
    label: choice.label,
    ...(asKnown ? {} : labelsOf(choice)),
    group_key: choice.groupKey === '' ? null : choice.groupKey,
    hyperparameters: Object.fromEntries(
      declared.flatMap((one): [string, HyperparameterValue][] => {
        const typed = choice.values[one.name]?.trim() ?? ''
        return typed === '' ? [] : [[one.name, readValue(one, typed)]]
      }),
    ),
  }
}

/** The classes that were chosen. */
export function labelsOf({ positive, negative }: Choice): { positive_labels: string[]; negative_labels?: string[] } {
  return { positive_labels: [positive], ...(negative === '' ? {} : { negative_labels: [negative] }) }
}

function readValue({ kind }: Hyperparameter, typed: string): HyperparameterValue {
  if (kind === 'choice') return typed
  if (kind === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : typed
  const number = Number(typed)
  return Number.isNaN(number) ? typed : number
}
