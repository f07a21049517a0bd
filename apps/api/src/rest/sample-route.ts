import type { Sample } from '@vouch/contracts/submission'
import { DOMAINS } from '../domains/domains.ts'
import { sampleCurve } from '../domains/exoplanet/light-curve/sample-curve.ts'
import { sampleLesionRoute } from '../domains/skin/sample-lesion.ts'
import { sampleTable } from '../prediction/sample.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { Services } from '../services.ts'
import type { Route } from './route.ts'

/** Each sample as the file it is, for who has no JSON at hand. */
export const sampleRoutes: readonly Route[] = [
  ...Object.values<TableDomain>(DOMAINS)
    .filter(({ sample }) => sample !== null)
    .map((domain) => sampleRoute(domain.id, (services) => sampleTable(services, domain))),
  sampleRoute('lightcurve', () => Promise.resolve(sampleCurve())),
  sampleLesionRoute,
]

function sampleRoute(of: string, make: (services: Services) => Promise<Sample>): Route {
  return {
    method: 'GET',
    access: 'anyone',
    path: `/api/${of}/sample.csv`,
    operation: `${of}.sampleFile`,
    async handle({ req, res, services }) {
      const { name, csv } = await make(services)
      const bytes = Buffer.from(csv)
      res.setHeader('content-type', 'text/csv; charset=utf-8')
      res.setHeader('cache-control', 'no-store')
      res.setHeader('content-disposition', `attachment; filename="${name}"`)
      res.setHeader('content-length', bytes.length)
      res.end(req.method === 'HEAD' ? undefined : bytes)
    },
  }
}
