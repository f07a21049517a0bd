import { AuditPage, AuditQuery } from '@vouch/contracts/audit'
import { procedure, router } from '../trpc.ts'
import { appendAudit } from './audit.ts'
import { listAudit } from './store.ts'

/** An id, an action or a time. */
const WORD = /^[\w.:+-]*$/

export const auditRouter = router({
  list: procedure
    .meta({
      access: 'admin',
      rest: { method: 'GET', path: '/api/audit', summary: 'Who did or read what, the newest first', tag: 'audit' },
    })
    .input(AuditQuery)
    .output(AuditPage)
    .query(({ ctx, input }) => {
      const { services, caller, requestId } = ctx
      // who reads it is in it, before he has read
      return services.database.sql.transaction(async (tx) => {
        const page = await listAudit(tx, input)
        const { cursor: _, limit: __, ...filters } = input
        await appendAudit(tx, {
          ...services.audit.by(caller, requestId),
          action: 'audit.list',
          subject: null,
          outcome: 'done',
          detail: { ...withoutProse(filters), entries: page.entries.length },
        })
        return page
      })
    }),
})

/** What was looked for, as far as it can be in an audit: a person's name or address may be looked for, and would stay for good. */
function withoutProse(filters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, WORD.test(text) ? text : '(other than an id)']],
    ),
  )
}
