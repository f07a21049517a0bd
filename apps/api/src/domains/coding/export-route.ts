import { SessionExportQuery } from '@vouch/contracts/domains/coding'
import { addressKey } from '../../limit/client-address.ts'
import { coerceTexts } from '../../rest/coerce-texts.ts'
import type { Route } from '../../rest/route.ts'
import { sendPieces } from '../../rest/send-pieces.ts'
import { toCsvPieces, toParquetPieces } from './export-sessions.ts'
import { eachSession } from './list-sessions.ts'
import { noteLook, seeDevelopers } from './visibility.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const

/** Read, written and sent at once: some megabytes, and a moment in which nobody else is answered. */
const ROWS_AT_ONCE = 2000

/** The sessions that one may see, as a file: memory does not grow with them, however slowly the client reads. */
export const exportRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/sessions/export',
  operation: 'coding.export',
  async handle({ req, res, query, ...acting }) {
    const { format, ...wanted } = SessionExportQuery.parse(coerceTexts(SessionExportQuery, query))
    const visibility = await seeDevelopers(acting)
    const { services, caller } = acting
    const client = caller.accountId ?? addressKey(caller.address)
    const leave = await services.downloads.enter({ weight: 1, client, res })
    const begin = () => {
      res.setHeader('content-type', TYPES[format])
      res.setHeader('content-disposition', `attachment; filename="sessions.${format}"`)
      res.setHeader('cache-control', 'no-store')
    }
    try {
      if (req.method === 'HEAD') {
        begin()
        return void res.end()
      }
      await noteLook(acting, visibility, 'coding.export', null)
      const developers = visibility.all ? null : visibility.own
      const pages = await begun(eachSession(services.database.sql, { ...wanted, developers }, ROWS_AT_ONCE))
      begin()
      await sendPieces(res, format === 'csv' ? toCsvPieces(pages) : toParquetPieces(pages))
    } finally {
      leave()
    }
  },
}

/** The same, its first read: what cannot be read at all is answered as an error, not as a file that breaks off. */
async function begun<Value>(values: AsyncGenerator<Value, void, undefined>): Promise<AsyncIterable<Value>> {
  const first = await values.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* values
  })()
}
