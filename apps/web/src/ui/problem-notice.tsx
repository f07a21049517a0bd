import type { Fault, Problem } from '@vouch/contracts/error'
import { Notice } from './notice.tsx'

/** What went wrong, where, and the number to quote when asking about it. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  return (
    <Notice tone="danger" title={problem.title} role="alert">
      <p>{problem.detail}</p>
      {problem.errors !== undefined && problem.errors.length > 0 && (
        <ul className="list-disc space-y-1 pl-5">
          {problem.errors.map((fault, index) => (
            <li key={index}>
              {placeOf(fault)}
              {fault.message}
            </li>
          ))}
        </ul>
      )}
      {problem.request_id !== undefined && <p className="text-muted">Request {problem.request_id}</p>}
    </Notice>
  )
}

function placeOf(fault: Fault): string {
  const parts = [
    fault.field,
    fault.line === undefined ? undefined : `line ${fault.line}`,
    fault.column === undefined ? undefined : `column ${fault.column}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}
