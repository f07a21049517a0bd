import { NOT_A_DERMATOSCOPE } from '@vouch/contracts/domains/skin'
import { SplitNotice } from '../../ui/split-notice.tsx'

/** What a call of a lesion is not: beside every one of them. */
export function DermatoscopeNotice() {
  return <SplitNotice words={NOT_A_DERMATOSCOPE} />
}
