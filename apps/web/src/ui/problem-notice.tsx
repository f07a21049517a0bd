import type { Fault } from '@vouch/contracts/error'
import type { ReactNode } from 'react'
import type { ShownProblem } from '../problem.ts'
import { Countdown } from './countdown.tsx'
import { Notice } from './notice.tsx'

/** What went wrong, where, when another try is worth it, and the number to quote when asking about it. */
export function ProblemNotice({ problem, children }: { problem: ShownProblem; children?: ReactNode }) {
  const { title, detail, errors = [], retry_after_seconds: seconds, request_id: request } = problem
  return (
    <Notice tone="danger" title={title} role="alert">
      <p>{detail}</p>
      {errors.length > 0 && !(errors.length === 1 && saysTheSame(errors[0], detail)) && (
        <ul className="list-disc space-y-1 pl-5">
          {errors.map((fault, index) => (
            <li key={index}>
              {placeOf(fault)}
              {fault.message}
            </li>
          ))}
        </ul>
      )}
      {seconds !== undefined && <Countdown key={request} seconds={seconds} />}
      {children}
      {request !== undefined && <p className="text-muted">Request {request}</p>}
    </Notice>
  )
}

function saysTheSame(fault: Fault | undefined, detail: string): boolean {
  return fault !== undefined && `${placeOf(fault)}${fault.message}` === detail
}

function placeOf(fault: Fault): string {
  const parts = [
    fault.field,
    fault.line === undefined ? undefined : `line ${fault.line}`,
    fault.column === undefined ? undefined : `column ${fault.column}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}
