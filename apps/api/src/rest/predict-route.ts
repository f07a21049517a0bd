import { LightCurveOptions } from '@vouch/contracts/domains/light-curve'
import { SkinOptions, type SkinPredictOutput } from '@vouch/contracts/domains/skin'
import { SubmitOptions } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { isFits } from '@vouch/core/series/read-fits'
import { TABLE_DOMAIN } from '../domains/domains.ts'
import { SUBJECTS } from '../domains/subjects.ts'
import { answerPieces, isAnswer } from '../prediction/answer.ts'
import { type Outcome, type PredictOptions, predictFile, type Subjects, submitRows } from '../prediction/predict.ts'
import { findModel } from '../model/own-models.ts'
import { MOST_CURVE_FILES, predictCurves, withSentCurves } from '../domains/exoplanet/light-curve/predict-curves.ts'
import { predictPicture } from '../domains/skin/predict-picture.ts'
import { firstBytes } from '../file/first-bytes.ts'
import { isAccepted } from '../prediction/table-job.ts'
import type { Services } from '../services.ts'
import { checkRows } from './check-rows.ts'
import { isPicture } from '@vouch/core/image/picture-kind'
import { readMediaType } from '../request-body.ts'
import { readJson } from './read-json.ts'
import { withForm } from './receive-form.ts'
import type { Exchange, Route } from './route.ts'
import { prefersAsync, sendAccepted } from './send-accepted.ts'
import { sendJson } from './send.ts'
import { tableForm } from './table-form.ts'

const Form = tableForm(SubmitOptions)
const PictureForm = tableForm(SkinOptions)
/** Light curves of a table's stars, for a model that looks at them. */
const CURVES = 'lightcurve'
const TAKEN = { file: 1, [CURVES]: MOST_CURVE_FILES }

/**
 * The one door for all domains: the model that is asked for decides where a submission goes, or else its content. It does
 * what the domains' procedures do, and sends the bytes that a reader wrote without making values of them.
 */
export const predictRoute: Route = {
  method: 'POST',
  access: 'anyone',
  path: '/api/predict',
  operation: 'prediction.submit',
  async handle(exchange) {
    const outcome = await predictAny(exchange)
    if (isAccepted(outcome)) sendAccepted(exchange, outcome)
    else sendJson(exchange.res, isAnswer(outcome) ? answerPieces(outcome) : JSON.stringify(outcome))
  },
}

async function predictAny(exchange: Exchange): Promise<Outcome | SkinPredictOutput> {
  const { req, services, caller, newId } = exchange
  const { accountId } = caller
  const type = readMediaType(req)
  const sender = { accountId, newId, later: prefersAsync(req) }
  if (type === 'application/json') {
    const body = await readJson(req)
    const options = SubmitOptions.parse(body)
    const rows = checkRows(Object.entries(body ?? {}).find(([name]) => name === 'rows')?.[1])
    return submitRows(services, rows, await subjectsFor(services, options, sender))
  }
  if (type === 'multipart/form-data')
    return withForm(
      req,
      services,
      async (form) => {
        const sent = form.get('file')
        // whatever model is asked for: it refuses what it was not made for, and says what that is
        const head = sent instanceof File ? await firstBytes(sent) : new Uint8Array(0)
        if (isPicture(head)) {
          const { file, options } = PictureForm.parse(form)
          return predictPicture(exchange, file, options)
        }
        const { file, options } = Form.parse(form)
        if (isFits(head)) {
          const curve = { ...LightCurveOptions.parse({}), ...options }
          return predictCurves(services, [file], { options: curve, sender })
        }
        const beside = form.getAll(CURVES).filter((entry) => entry instanceof File)
        const subjects = await subjectsFor(services, options, sender)
        return beside.length === 0
          ? predictFile(services, file, subjects)
          : withSentCurves(services, beside, (curves) => predictFile(services, file, { ...subjects, curves }))
      },
      TAKEN,
    )
  throw new VouchError(
    'unsupported_media',
    'A prediction takes a form with a file (multipart/form-data) or rows (application/json).',
    [{ field: 'content-type', message: 'must be multipart/form-data or application/json' }],
  )
}

async function subjectsFor(
  services: Services,
  options: PredictOptions,
  sender: Pick<Subjects, 'accountId' | 'newId' | 'later'>,
): Promise<Subjects> {
  const { model } = options
  const domain = model === undefined ? TABLE_DOMAIN : (await findModel(services, model, sender)).domain.id
  return { ...SUBJECTS[domain], options, ...sender }
}
