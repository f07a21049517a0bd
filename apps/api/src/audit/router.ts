import { AuditPage, AuditQuery } from '@vouch/contracts/audit'
import { procedure, router } from '../trpc.ts'
import { appendAudit } from './audit.ts'
import { listAudit } from './store.ts'

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
          detail: { ...filters, entries: page.entries.length },
        })
        return page
      })
    }),
})
