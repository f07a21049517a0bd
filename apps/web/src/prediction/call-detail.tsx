import type { DomainId } from '@vouch/contracts/domain'
import type { CallEnds } from '../domains/domain-words.ts'
import { CallRecord } from '../review/call-record.tsx'
import { CallExplanation } from './call-explanation.tsx'

interface CallDetailProps {
  domain: DomainId
  /** what its model's two calls are called; as in all its domain where left out */
  ends?: CallEnds
  id: string
  row: number
}

/**
 * What stands with a call in every domain: what experts said of it, what it came to, and why the model called it so. Not for a
 * reader who is to judge it first.
 */
export function CallDetail({ ends, ...call }: CallDetailProps) {
  return (
    <>
      <CallRecord {...call} />
      <CallExplanation {...call} {...(ends && { ends })} />
    </>
  )
}
