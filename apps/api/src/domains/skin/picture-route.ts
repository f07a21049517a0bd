import { openCall } from '../../prediction/open-prediction.ts'
import type { Route } from '../../rest/route.ts'
import { sendFile } from '../../rest/send.ts'
import { openPicture } from './open-picture.ts'

/** A kept picture as it is: for its owner, and for an expert who has its call in hand, blind or not. */
export const pictureRoute: Route = {
  method: 'GET',
  access: 'anyone',
  path: '/api/skin/predictions/{id}/picture',
  operation: 'skin.picture',
  async handle({ req, res, services, caller, requestId, params }) {
    const asking = { services, caller, requestId }
    const id = params.find(([name]) => name === 'id')?.[1] ?? ''
    const file = await openPicture(asking, await openCall(asking, { id, row: 0 }))
    res.setHeader('content-type', 'image/png')
    res.setHeader('cache-control', 'no-store')
    res.setHeader('content-disposition', 'inline; filename="picture.png"')
    await sendFile({ req, res }, file)
  },
}
