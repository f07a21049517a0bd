import {
  DIAGNOSES,
  DiagnosisCode,
  NOT_A_DERMATOSCOPE,
  type SkinCall,
  type SkinOptions,
  type SkinPredictOutput,
  SkinReceipt,
  type SkinSubject,
} from '@vouch/contracts/domains/skin'
import type { Warning } from '@vouch/contracts/prediction'
import { readSubject, subjectNumbers } from '@vouch/core/domains/skin/subject'
import { pictureName } from '@vouch/core/image/picture-kind'
import { type AbstainBand, countDecisions, decide, emptyCount, roundProbability } from '@vouch/core/model/decide'
import { auditAct } from '../../account/audit-act.ts'
import { appendAudit } from '../../audit/audit.ts'
import { firstBytes } from '../../file/first-bytes.ts'
import { asStoredFile } from '../../file/as-stored-file.ts'
import type { StoredFile } from '../../file/stored-file.ts'
import { defaultModel } from '../../model/default-model.ts'
import { findAnswering } from '../../model/own-models.ts'
import type { ScoredRows } from '../../prediction/call-rows.ts'
import { callsBytes } from '../../prediction/calls-file.ts'
import { newSubmission } from '../../prediction/keep-submission.ts'
import { describeSubmission } from '../../prediction/predict.ts'
import { callRules, nowMs, receiptHead, type Submission } from '../../prediction/receipt.ts'
import { insertSubmissions } from '../../prediction/store.ts'
import type { Context } from '../../trpc.ts'
import type { JudgedPicture, TakenPicture } from '../../worker/picture-tasks.ts'
import { skin } from './domain.ts'
import { explainInWords } from './explain-in-words.ts'
import {
  asDataUri,
  asPictureModel,
  codeAt,
  judgePicture,
  type PictureModelOf,
  readForModel,
  toClassMaps,
} from './look-at-picture.ts'
import { judgeQuality } from './picture-quality.ts'
import { sortClasses } from './calls.ts'

type Asking = Pick<Context, 'services' | 'caller' | 'newId' | 'requestId'>

/** Below every probability and above it: whatever is called, the model abstains. */
const ALWAYS = { from: 0, to: 2 }

/** Calls the lesion of a picture. Nothing of it is kept but where that is asked for, and then it stands in the audit. */
export async function predictPicture(ctx: Asking, file: File, options: SkinOptions): Promise<SkinPredictOutput> {
  const beganAt = nowMs()
  const { services, caller, newId } = ctx
  const { accountId } = caller
  const asked = options.model ?? defaultModel(services, skin)
  const found = await findAnswering(services, asked, { accountId })
  const kind = pictureName(await firstBytes(file))
  const model = asPictureModel(found, kind === null ? 'a file that is no picture' : `a picture (${kind})`)
  return asStoredFile(services, file, async (stored) => {
    const taken = await readForModel(services, { path: stored.path }, { id: model.id, png: options.store })
    const { subject, warnings } = readSubject(options)
    const { said: _said, ...said } = subject
    const looking = { said, method: 'grad-cam', target: options.target ?? null, opacity: options.opacity } as const
    const judged = await judgePicture(services, taken, { model, ...looking })
    const { threshold, store } = options
    const submission = await describeSubmission(
      services,
      { name: stored.name, sha256: stored.sha256, kind: 'picture' },
      {
        domain: skin,
        findContext: () => Promise.resolve(null),
        options: { threshold, store, features: 'three' },
        accountId,
        newId,
        model,
        beganAt,
      },
    )
    const made = describe({ model, submission, stored, taken, judged, subject, warnings })
    if (submission.predictionId !== null) await keep(ctx, made, { taken, submission })
    services.metrics.prediction({ model: model.id, rows: 1, seconds: (nowMs() - beganAt) / 1000 })
    return {
      ...made.receipt,
      call: made.call,
      predictions: made.call.classes,
      malignant_score: made.call.probability,
      target: codeAt(model.picture, judged.target),
      grad_cam: asDataUri(judged.overlay),
      explanation: explainInWords(made.call, { ...made.receipt, target: codeAt(model.picture, judged.target) }),
      explanation_maps: toClassMaps(judged, model, { method: looking.method, facts: taken.facts }),
    }
  })
}

interface Parts {
  readonly model: PictureModelOf
  readonly submission: Submission
  readonly stored: StoredFile
  readonly taken: TakenPicture
  readonly judged: JudgedPicture
  readonly subject: SkinSubject
  readonly warnings: readonly Warning[]
}

interface Made {
  readonly receipt: SkinReceipt
  readonly call: SkinCall
  readonly scored: ScoredRows
  readonly model: PictureModelOf
  /** where the model cannot tell: everywhere, for a picture that is not good enough */
  readonly abstain: AbstainBand | null
}

function describe({ model, submission, stored, taken, judged, subject, warnings }: Parts): Made {
  const { manifest } = model.folder
  const quality = judgeQuality({ ...taken.quality, novelty: judged.novelty }, model.picture, taken.facts)
  const probabilities = byCode(model, judged)
  const probability = malignantOf(model, judged)
  const abstain = quality.ok ? manifest.decision.abstain : ALWAYS
  const { positive, abstained } = decide(probability, submission.threshold, abstain)
  const { said: _, ...features } = subject
  const diagnosis = codeAt(model.picture, judged.called)
  const call: SkinCall = {
    row: 0,
    id: stored.name.replace(/\.(jpe?g|png|webp)$/i, '').slice(0, MOST_NAME) || 'picture',
    prediction: positive ? 'MALIGNANT' : 'BENIGN',
    probability,
    abstained,
    diagnosis,
    classes: sortClasses(DiagnosisCode.options.map((code) => probabilities.get(code) ?? null)),
    features,
    fragile: null,
    flip_rate: null,
  }
  const count = countDecisions(emptyCount(), [probability], submission.threshold, abstain)
  const head = receiptHead({ submission, manifest, domain: skin, count, rows: 1, context: null, simulated: false })
  const receipt = SkinReceipt.parse({
    ...head,
    subject,
    picture: { ...taken.facts, sha256: stored.sha256 },
    quality,
    warnings,
    licence: manifest.licence,
    notice: NOT_A_DERMATOSCOPE,
  })
  const numbers = [
    ...DiagnosisCode.options.map((code) => probabilities.get(code) ?? Number.NaN),
    DiagnosisCode.options.indexOf(diagnosis),
    ...subjectNumbers(features),
  ]
  const scored: ScoredRows = {
    firstRow: 0,
    ids: [call.id],
    probability: Float64Array.of(probability),
    reasons: new Map(),
    flipRate: null,
    shown: numbers.map((value) => Float64Array.of(value)),
    features: null,
  }
  return { receipt, call, scored, model, abstain }
}

/** Of a file's name, that names its picture in lists. */
const MOST_NAME = 100

/** The picture goes into the place of an upload, without all that its file held beside its pixels. */
async function keep(
  { services, caller, requestId }: Asking,
  { receipt, scored, model, abstain }: Made,
  { taken, submission }: { readonly taken: TakenPicture; readonly submission: Submission },
): Promise<void> {
  if (taken.png === null || submission.predictionId === null) throw new Error('This picture is not to be kept.')
  const { manifest } = model.folder
  const rules = callRules(skin, manifest, submission.threshold)
  const upload = await services.files.prepareBytes(Buffer.from(taken.png))
  const calls = await services.files.prepareBytes(callsBytes(scored, { ...rules, abstain }))
  const own = { json: JSON.stringify(receipt), rows: 1, inputSha256: receipt.input_sha256, contextSha256: null }
  const row = newSubmission(services.settings, submission, { manifest, receipt: own, upload, calls })
  const act = auditAct({ services, caller, requestId }, { action: 'picture.create', subject: row.id })
  await services.database.sql.transaction(async (tx) => {
    await insertSubmissions(tx, [row])
    await appendAudit(tx, act)
  })
}

function byCode(model: PictureModelOf, { probabilities }: JudgedPicture): Map<DiagnosisCode, number> {
  return new Map(probabilities.map((value, i) => [codeAt(model.picture, i), roundProbability(value)]))
}

/** By the names of the classes, never by their ranks. */
function malignantOf(model: PictureModelOf, { probabilities }: JudgedPicture): number {
  const sum = probabilities.reduce(
    (total, value, i) => (DIAGNOSES[codeAt(model.picture, i)].malignant ? total + value : total),
    0,
  )
  return roundProbability(Math.min(1, sum))
}
