import type { DomainId } from '@vouch/contracts/domain'
import { CallRecord } from '../review/call-record.tsx'
import { CallExplanation } from './call-explanation.tsx'

interface CallDetailProps {
  domain: DomainId
  id: string
  row: number
}

/**
 * What stands with a call in every domain: what experts said of it, what it came to, and why the model called it so. Not for a
 * reader who is to judge it first.
 */
export function CallDetail(call: CallDetailProps) {
  return (
    <>
      <CallRecord {...call} />
      <CallExplanation {...call} />
    </>
  )
}
