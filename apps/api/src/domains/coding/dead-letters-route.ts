import type { Route } from '../../rest/route.ts'
import { sendFile } from '../../rest/send.ts'
import { openDeadLetters } from './ingest.ts'

/** The lines that could not be taken in, each with its place and why, as lines of JSON. */
export const deadLettersRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/coding/ingests/{id}/dead-letters',
  operation: 'coding.deadLetters',
  async handle({ req, res, params, ...acting }) {
    const id = params.find(([name]) => name === 'id')?.[1] ?? ''
    const file = await openDeadLetters(acting, id)
    res.setHeader('content-type', 'application/x-ndjson; charset=utf-8')
    res.setHeader('content-disposition', `attachment; filename="dead-letters.ndjson"`)
    await sendFile({ req, res }, file)
  },
}
