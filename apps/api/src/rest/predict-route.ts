import { open } from 'node:fs/promises'
import { LightCurveOptions } from '@vouch/contracts/domains/light-curve'
import { SubmitOptions } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { isFits } from '@vouch/core/series/read-fits'
import { TABLE_DOMAIN } from '../domains/domains.ts'
import { SUBJECTS } from '../domains/subjects.ts'
import { answerPieces } from '../prediction/answer.ts'
import { type Outcome, type PredictOptions, predictFile, type Subjects, submitRows } from '../prediction/predict.ts'
import { findModel } from '../model/own-models.ts'
import { MOST_CURVE_FILES, predictCurves, withSentCurves } from '../domains/exoplanet/light-curve/predict-curves.ts'
import { StoredFile } from '../file/stored-file.ts'
import { isAccepted } from '../prediction/table-job.ts'
import type { Services } from '../services.ts'
import { checkRows } from './check-rows.ts'
import { readMediaType } from '../request-body.ts'
import { readJson } from './read-json.ts'
import { withForm } from './receive-form.ts'
import type { Exchange, Route } from './route.ts'
import { prefersAsync, sendAccepted } from './send-accepted.ts'
import { sendJson } from './send.ts'
import { tableForm } from './table-form.ts'

const Form = tableForm(SubmitOptions)
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
    else sendJson(exchange.res, answerPieces(outcome))
  },
}

async function predictAny({ req, services, caller: { accountId }, newId }: Exchange): Promise<Outcome> {
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
        const { file, options } = Form.parse(form)
        if (await isFitsFile(file)) {
          const curve = { ...LightCurveOptions.parse({}), ...options }
          return predictCurves(services, [file], { options: curve, sender })
        }
        const sent = form.getAll(CURVES).filter((entry) => entry instanceof File)
        const subjects = await subjectsFor(services, options, sender)
        return sent.length === 0
          ? predictFile(services, file, subjects)
          : withSentCurves(services, sent, (curves) => predictFile(services, file, { ...subjects, curves }))
      },
      TAKEN,
    )
  throw new VouchError(
    'unsupported_media',
    'A prediction takes a form with a file (multipart/form-data) or rows (application/json).',
    [{ field: 'content-type', message: 'must be multipart/form-data or application/json' }],
  )
}

/** A light curve alone: its signals are looked for, whatever model is to call them. */
async function isFitsFile(file: File): Promise<boolean> {
  if (!(file instanceof StoredFile)) return false
  const opened = await open(file.path)
  try {
    const head = new Uint8Array(HEAD_BYTES)
    await opened.read(head, 0, head.length, 0)
    return isFits(head)
  } finally {
    await opened.close()
  }
}

/** More than the first words of any FITS file. */
const HEAD_BYTES = 80

async function subjectsFor(
  services: Services,
  options: PredictOptions,
  sender: Pick<Subjects, 'accountId' | 'newId' | 'later'>,
): Promise<Subjects> {
  const { model } = options
  const domain = model === undefined ? TABLE_DOMAIN : (await findModel(services, model, sender)).domain.id
  return { ...SUBJECTS[domain], options, ...sender }
}
