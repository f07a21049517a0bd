import { sampleTable } from '../domains/exoplanet/sample.ts'
import type { Route } from './route.ts'

/** The sample as the file it is, for who has no JSON at hand. */
export const sampleRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/exoplanet/sample.csv',
  operation: 'exoplanet.sampleFile',
  async handle({ req, res, services }) {
    const { name, csv } = await sampleTable(services)
    const bytes = Buffer.from(csv)
    res.setHeader('content-type', 'text/csv; charset=utf-8')
    res.setHeader('cache-control', 'no-store')
    res.setHeader('content-disposition', `attachment; filename="${name}"`)
    res.setHeader('content-length', bytes.length)
    res.end(req.method === 'HEAD' ? undefined : bytes)
  },
}
