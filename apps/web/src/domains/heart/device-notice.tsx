import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import { SplitNotice } from '../../ui/split-notice.tsx'

/** What a call of a patient is not: beside every one of them. */
export function DeviceNotice() {
  return <SplitNotice words={NOT_A_MEDICAL_DEVICE} />
}
