import { DOMAINS } from '../domains/domains.ts'
import { sampleTable } from '../prediction/sample.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { Route } from './route.ts'

/** Each domain's sample as the file it is, for who has no JSON at hand. */
export const sampleRoutes: readonly Route[] = Object.values<TableDomain>(DOMAINS)
  .filter(({ sample }) => sample !== null)
  .map(sampleRoute)

function sampleRoute(domain: TableDomain): Route {
  return {
    method: 'GET',
    access: 'anyone',
    path: `/api/${domain.id}/sample.csv`,
    operation: `${domain.id}.sampleFile`,
    async handle({ req, res, services }) {
      const { name, csv } = await sampleTable(services, domain)
      const bytes = Buffer.from(csv)
      res.setHeader('content-type', 'text/csv; charset=utf-8')
      res.setHeader('cache-control', 'no-store')
      res.setHeader('content-disposition', `attachment; filename="${name}"`)
      res.setHeader('content-length', bytes.length)
      res.end(req.method === 'HEAD' ? undefined : bytes)
    },
  }
}
