import type { CallQuery, CandidateCurve } from '@vouch/contracts/domains/light-curve'
import { VouchError } from '@vouch/core/error'
import { type Opening, openCall } from '../../../prediction/open-prediction.ts'
import { CURVES_NAME } from '../../../prediction/predict.ts'
import { openUpload, readRowOf } from '../../../prediction/read-row.ts'
import type { StoredSubmission } from '../../../prediction/store.ts'
import type { Services } from '../../../services.ts'
import { exoplanet } from '../domain.ts'
import type { Candidate } from './show-candidate.ts'

/** A curve is read, its trend taken out, and it is folded. */
const SHOW_MS = 120_000

type Asking = Opening & { readonly services: Services }

/**
 * A called row in its star's light. Nothing of it is the model's, so that who is to judge it first may see it.
 * @throws VouchError `not_found`, and where no light curve came with the prediction
 */
export async function openCandidate(asking: Asking, { id, row, points }: CallQuery): Promise<CandidateCurve> {
  const { services } = asking
  const submission = await openCall(asking, { id, row })
  const curves = await openCurvesOf(services, submission)
  const upload = await openUpload(services, submission)
  // its columns alone: the views that the network saw would be cut for nothing
  const task = { upload, row, model: submission.modelId, context: null }
  const { id: name, columns } = await readRowOf(services, task)
  const shown = await services.clerks.run({ kind: 'candidate', curves, columns, points }, { deadlineMs: SHOW_MS })
  if (!isCandidate(shown)) throw new Error('A reader gave no candidate.')
  return { prediction_id: submission.id, row, id: name, ...shown }
}

/** The light curves that a submission's calls were made with. @throws VouchError `not_found` */
export async function openCurvesOf(services: Services, { contextSha256, domain, receipt }: StoredSubmission) {
  const context = 'context' in receipt ? receipt['context'] : null
  const named = typeof context === 'object' && context !== null && 'name' in context ? context.name : null
  if (domain !== exoplanet.id || contextSha256 === null || named !== CURVES_NAME)
    throw new VouchError('not_found', 'No light curve came with this prediction.')
  return services.files.open(contextSha256)
}

function isCandidate(value: unknown): value is Candidate {
  return typeof value === 'object' && value !== null && 'ephemeris' in value && 'views' in value
}
