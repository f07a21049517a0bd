import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import { Notice } from '../../ui/notice.tsx'

const END = NOT_A_MEDICAL_DEVICE.indexOf('.') + 1

/** What a call of a patient is not: beside every one of them. */
export function DeviceNotice() {
  return (
    <Notice tone="caution" title={NOT_A_MEDICAL_DEVICE.slice(0, END)}>
      <p className="max-w-3xl">{NOT_A_MEDICAL_DEVICE.slice(END).trim()}</p>
    </Notice>
  )
}
