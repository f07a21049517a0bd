import type { HeartEvidence } from '@vouch/contracts/domains/heart'
import { ValueList } from '../../ui/value-list.tsx'

/** A patient’s thirteen values in words. */
export function PatientValues({ values }: Pick<HeartEvidence, 'values'>) {
  return <ValueList title="The patient’s values" values={values} />
}
