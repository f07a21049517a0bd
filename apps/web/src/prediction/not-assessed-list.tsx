import type { NotAssessed } from '@vouch/contracts/prediction'
import { useMemo } from 'react'
import { Disclosure } from '../ui/disclosure.tsx'
import { counted, formatCount } from '../ui/format.ts'

/** Rows named under one reason before the rest is only counted. */
const NAMED = 200

/** Rows that could not be judged, by reason. */
export function NotAssessedList({ rows }: { rows: readonly NotAssessed[] }) {
  const reasons = useMemo(() => byReason(rows), [rows])
  if (rows.length === 0) return <p className="text-sm">Every row was assessed.</p>
  return (
    <div className="border-b border-rule">
      {reasons.map(([reason, members]) => (
        <Disclosure key={reason} title={reason} count={members.length}>
          <p className="text-sm [overflow-wrap:anywhere]" data-numeric>
            {members
              .slice(0, NAMED)
              .map((member) => `row ${formatCount(member.row + 1)} (${member.id})`)
              .join(', ')}
            {members.length > NAMED && `, and ${counted(members.length - NAMED, 'row')} more`}
          </p>
        </Disclosure>
      ))}
    </div>
  )
}

export function byReason(rows: readonly NotAssessed[]): [string, NotAssessed[]][] {
  const reasons = new Map<string, NotAssessed[]>()
  for (const row of rows) {
    const members = reasons.get(row.reason)
    if (members === undefined) reasons.set(row.reason, [row])
    else members.push(row)
  }
  return [...reasons].sort(([, a], [, b]) => b.length - a.length)
}
