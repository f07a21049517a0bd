import { CodingSampleQuery } from '@vouch/contracts/domains/coding'
import { coerceTexts } from '../../rest/coerce-texts.ts'
import type { Route } from '../../rest/route.ts'
import { sampleCoding } from './sample-coding.ts'

/** Made-up sessions, pull requests or commits to try with, as the file that is taken in. */
export const codingSampleRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/coding/sample',
  operation: 'coding.sampleFile',
  async handle({ req, res, query }) {
    const { of } = CodingSampleQuery.parse(coerceTexts(CodingSampleQuery, query))
    const { name, type, text } = sampleCoding(of, new Date())
    const bytes = Buffer.from(text)
    res.setHeader('content-type', type)
    res.setHeader('cache-control', 'no-store')
    res.setHeader('content-disposition', `attachment; filename="${name}"`)
    res.setHeader('content-length', bytes.length)
    res.end(req.method === 'HEAD' ? undefined : bytes)
  },
}
