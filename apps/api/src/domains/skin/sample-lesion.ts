import type { SampleLesion } from '@vouch/contracts/domains/skin'
import { drawLesion } from '@vouch/core/domains/skin/draw-lesion'
import { writePng } from '@vouch/core/image/write-png'
import type { Route } from '../../rest/route.ts'
import { asDataUri } from './look-at-picture.ts'

const NAME = 'drawn-lesion.png'
let made: Promise<Buffer> | null = null

/** A drawn lesion to try with; made when it is first asked for. */
function samplePng(): Promise<Buffer> {
  return (made ??= writePng(drawLesion('vouch sample')))
}

export async function sampleLesion(): Promise<SampleLesion> {
  return {
    name: NAME,
    note: 'Drawn: a made-up lesion on made-up skin. Nothing of it is of a person, and what a model says of it means nothing.',
    picture: asDataUri(await samplePng()),
  }
}

/** The same as the file it is. */
export const sampleLesionRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/skin/sample.png',
  operation: 'skin.sampleFile',
  async handle({ req, res }) {
    const bytes = await samplePng()
    res.setHeader('content-type', 'image/png')
    res.setHeader('cache-control', 'no-store')
    res.setHeader('content-disposition', `attachment; filename="${NAME}"`)
    res.setHeader('content-length', bytes.length)
    res.end(req.method === 'HEAD' ? undefined : bytes)
  },
}
