import { z } from 'zod'
import { JobAccepted } from '../job.ts'
import { NotAssessed, PredictionId, Probability } from '../prediction.ts'
import { EvidenceOf, MAX_JSON_ROWS, ReceiptOf, SubmitOptions, TableMapping, ValueInWords } from '../submission.ts'

/** Stands beside every call of this domain, wherever one is shown. */
export const NOT_A_MEDICAL_DEVICE =
  'Not a medical device. A call is a statistical opinion from thirteen values, learned from some seven hundred patients of four hospitals in the 1980s. It is no diagnosis, and no ground to give or to withhold care.'

/** `DISEASE`: a coronary artery narrowed by more than 50 % in angiography (UCI `num` 1 to 4); `NO DISEASE`: none (0). */
export const HeartLabel = z.enum(['DISEASE', 'NO DISEASE'])
export type HeartLabel = z.infer<typeof HeartLabel>

/**
 * How a table writes its categories as numbers. `uci`: as the four hospitals’ files do. `kaggle`: as the copies of 303 and
 * of 1,025 rows that are passed around do, which count from 0 in an order of their own. `zero_based`: as the copy of 297
 * rows with a `condition` does, UCI’s order counted from 0.
 */
export const Coding = z.enum(['uci', 'kaggle', 'zero_based'])
export type Coding = z.infer<typeof Coding>

/** What a living adult’s value can be, in the attribute’s unit; beyond it a value is a slip, not a finding. */
export const PLAUSIBLE = {
  age: [1, 120],
  trestbps: [40, 300],
  chol: [50, 1000],
  thalach: [30, 250],
  oldpeak: [-10, 15],
} as const satisfies Record<string, readonly [number, number]>

/** As the four hospitals’ files write what was not measured. */
const NOT_MEASURED = z.literal('?')

const measured = (name: keyof typeof PLAUSIBLE, unit: string) => {
  const [least, most] = PLAUSIBLE[name]
  const error = `must be ${least} to ${most} ${unit}, or null or “?” where it was not measured`
  const number = z.number({ error }).min(least, error).max(most, error)
  return z.union([number, NOT_MEASURED], { error }).nullish()
}
/** A category: one of the codes that any coding has, or a word. */
const coded = <const Words extends readonly [string, ...string[]]>(codes: readonly number[], words: Words) => {
  const error = `must be one of ${codes.join(', ')}, one of ${words.join(', ')}, or null`
  return z.union([z.literal(codes), z.enum(words), NOT_MEASURED], { error }).nullish()
}
const yesNo = z
  .union([z.literal([0, 1]), z.boolean(), z.enum(['yes', 'no']), NOT_MEASURED], {
    error: 'must be 0, 1, true, false, yes, no, or null',
  })
  .nullish()

/** One patient: what is not known is null or left out. A category is a code of the coding, or a word. */
export const PatientRow = z.strictObject({
  /** names the row in the answer; its number when left out */
  id: z.string().max(200).nullish(),
  /** years */
  age: measured('age', 'years'),
  /** 1 male, 0 female */
  sex: coded([0, 1], ['male', 'female']),
  /** chest pain */
  cp: coded([0, 1, 2, 3, 4], ['typical angina', 'atypical angina', 'non-anginal pain', 'asymptomatic']),
  /** resting blood pressure, mm Hg */
  trestbps: measured('trestbps', 'mm Hg'),
  /** serum cholesterol, mg/dl; 0, as two of the hospitals write it, is missing */
  chol: z.union([measured('chol', 'mg/dl'), z.literal(0)]),
  /** fasting blood sugar above 120 mg/dl */
  fbs: yesNo,
  /** resting electrocardiogram */
  restecg: coded([0, 1, 2], ['normal', 'ST-T abnormality', 'left ventricular hypertrophy']),
  /** highest heart rate of the exercise test, beats a minute */
  thalach: measured('thalach', 'beats a minute'),
  /** angina brought on by exercise */
  exang: yesNo,
  /** ST depression of exercise against rest, mm */
  oldpeak: measured('oldpeak', 'mm'),
  /** slope of the ST segment at the peak of exercise */
  slope: coded([0, 1, 2, 3], ['upsloping', 'flat', 'downsloping']),
  /** major vessels that fluoroscopy coloured; 4 is missing in the Kaggle copies, and so is ‘none’ in tables: zero is said */
  ca: coded([0, 1, 2, 3, 4], ['zero', 'one', 'two', 'three']),
  /** thallium scan */
  thal: coded([0, 1, 2, 3, 6, 7], ['normal', 'fixed defect', 'reversible defect']),
})
export type PatientRow = z.infer<typeof PatientRow>

/** The thirteen values alone, of a patient who is known. */
export const HealthFeatures = PatientRow.omit({ id: true })
export type HealthFeatures = z.infer<typeof HealthFeatures>

/** `auto`: as the values themselves tell, and where they do not, as UCI’s files write them. */
export const CodingChoice = z.enum(['auto', ...Coding.options]).default('auto')
export type CodingChoice = z.infer<typeof CodingChoice>

/** Values as the model’s field knows them: categories in UCI’s codes, whatever the table’s were. */
export const PatientValues = z.object({
  age: z.number().nullable(),
  sex: z.number().nullable(),
  cp: z.number().nullable(),
  trestbps: z.number().nullable(),
  chol: z.number().nullable(),
  fbs: z.number().nullable(),
  restecg: z.number().nullable(),
  thalach: z.number().nullable(),
  exang: z.number().nullable(),
  oldpeak: z.number().nullable(),
  slope: z.number().nullable(),
  ca: z.number().nullable(),
  thal: z.number().nullable(),
})
export type PatientValues = z.infer<typeof PatientValues>

export const HeartCall = z.object({
  row: z.int().min(0),
  id: z.string(),
  prediction: HeartLabel,
  /** of DISEASE */
  probability: Probability,
  abstained: z.boolean(),
  /** with `features=all` every input of the model beside the thirteen */
  features: PatientValues.catchall(z.number().nullable()),
  /** null: no errors of a patient’s values are known */
  fragile: z.boolean().nullable(),
  flip_rate: z.number().min(0).max(1).nullable(),
})
export type HeartCall = z.infer<typeof HeartCall>

export const HeartSummary = z.object({
  predicted_disease: z.int().min(0),
  predicted_no_disease: z.int().min(0),
  abstained: z.int().min(0),
  mean_probability: z.number().nullable(),
  /** calls with a probability above .7 or below .3 */
  high_confidence_count: z.int().min(0),
})
export type HeartSummary = z.infer<typeof HeartSummary>

/** How the columns of a table of patients were understood, and its codes. */
export const HeartMapping = TableMapping.extend({
  coding: Coding,
  /**
   * `said`: by the sender; `found`: in the table’s own values; `assumed`: nothing told, a warning says so; `not_needed`: no
   * cell holds a code that the codings read differently
   */
  coding_from: z.enum(['said', 'found', 'assumed', 'not_needed']),
})
export type HeartMapping = z.infer<typeof HeartMapping>

export const HeartReceipt = ReceiptOf.extend({
  domain: z.literal('heart'),
  summary: HeartSummary,
  mapping: HeartMapping,
})
export type HeartReceipt = z.infer<typeof HeartReceipt>

/** A stored receipt. Its counts would tell of a call that its reader is to judge blind. */
export const StoredHeartReceipt = HeartReceipt.extend({ summary: HeartSummary.nullable(), blind: z.boolean() })
export type StoredHeartReceipt = z.infer<typeof StoredHeartReceipt>

/** A call that its reader is to judge before it is shown. */
export const BlindHeartCall = HeartCall.pick({ row: true, id: true, features: true }).extend({
  call: z.null(),
  blind: z.literal(true),
})
export type BlindHeartCall = z.infer<typeof BlindHeartCall>

export const HeartPredictOutput = HeartReceipt.extend({
  predictions: z.array(HeartCall),
  not_assessed: z.array(NotAssessed),
  next_cursor: z.string().nullable(),
})
export type HeartPredictOutput = z.infer<typeof HeartPredictOutput>

export const HeartPredictTableOutput = z.union([HeartPredictOutput, JobAccepted])
export type HeartPredictTableOutput = z.infer<typeof HeartPredictTableOutput>

export const HeartPredictInput = SubmitOptions.extend({
  rows: z.array(PatientRow).min(1).max(MAX_JSON_ROWS),
  /** of every row; `auto`: found in the rows’ values */
  coding: CodingChoice,
})
export type HeartPredictInput = z.infer<typeof HeartPredictInput>

export const HeartCallPage = z.object({
  prediction_id: PredictionId,
  predictions: z.array(HeartCall),
  not_assessed: z.array(NotAssessed),
  /** in none of the other lists */
  blind: z.array(BlindHeartCall),
  next_cursor: z.string().nullable(),
})
export type HeartCallPage = z.infer<typeof HeartCallPage>

/** One input of one row, beside the patients the model was trained on. */
export const HeartEvidenceItem = EvidenceOf.extend({
  /** share of training patients with the disease, and without it, with a value at or below this one */
  percentile_disease: z.number().min(0).max(1).nullable(),
  percentile_no_disease: z.number().min(0).max(1).nullable(),
})
export type HeartEvidenceItem = z.infer<typeof HeartEvidenceItem>

export const HeartEvidence = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  id: z.string(),
  /** null, and `blind`, for who is to judge it before it is shown; then the evidence is the row's values and no more */
  call: HeartCall.nullable(),
  blind: z.boolean(),
  evidence: z.array(HeartEvidenceItem),
  /** the thirteen values */
  values: z.array(ValueInWords),
})
export type HeartEvidence = z.infer<typeof HeartEvidence>
