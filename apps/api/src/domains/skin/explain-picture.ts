import { type SkinExplainInput, type SkinExplanation, SkinSubject } from '@vouch/contracts/domains/skin'
import { type Opening, openCall } from '../../prediction/open-prediction.ts'
import { findSameModel, showReasons } from '../../prediction/show-reasons.ts'
import type { Services } from '../../services.ts'
import { asDataUri, asPictureModel, codeAt, judgePicture, readForModel, toClassMaps } from './look-at-picture.ts'
import { mustBePicture, openPicture } from './open-picture.ts'

type Asking = Opening & { readonly services: Services }

/**
 * What of a kept picture speaks for a class.
 * @throws VouchError `conflict` for who is to judge the call before he sees it, and where its model is not served any more
 */
export async function explainPicture(asking: Asking, input: SkinExplainInput): Promise<SkinExplanation> {
  const { services } = asking
  const { prediction_id: id, row, method, opacity, target = null } = input
  const submission = await openCall(asking, { id, row })
  mustBePicture(submission)
  await showReasons(asking, submission, row)
  const model = asPictureModel(await findSameModel(services, submission))
  const { manifest } = model.folder
  const { said: _words, ...said } = SkinSubject.parse(submission.receipt['subject'])
  const file = await openPicture(asking, submission)
  const taken = await readForModel(services, file, { id: model.id, png: false })
  const judged = await judgePicture(services, taken, { model, said, method, target, opacity })
  return {
    prediction_id: id,
    row,
    model_used: model.id,
    model_version: manifest.version,
    model_sha256: manifest.graph.sha256,
    target: codeAt(model.picture, judged.target),
    score: judged.scores[judged.target] ?? Number.NaN,
    overlay: asDataUri(judged.overlay),
    explanation_maps: toClassMaps(judged, model, { method, facts: taken.facts }),
  }
}
