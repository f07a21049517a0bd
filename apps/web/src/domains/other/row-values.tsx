import type { OtherEvidence } from '@vouch/contracts/domains/other'
import { formatQuantity } from '../../ui/format.ts'
import { ValueList } from '../../ui/value-list.tsx'

/** A row’s values as the model takes them. */
export function RowValues({ evidence }: Pick<OtherEvidence, 'evidence'>) {
  const values = evidence.map(({ name, value, outside_training }) => ({
    name,
    words: `${value === null ? 'missing' : formatQuantity(value)}${outside_training ? ', outside training' : ''}`,
  }))
  return <ValueList title="The row’s values" values={values} />
}
