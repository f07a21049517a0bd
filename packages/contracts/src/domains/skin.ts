import { z } from 'zod'
import { PredictionId, Probability, Threshold, Warning } from '../prediction.ts'
import { ModelRef } from '../model.ts'
import { ReceiptOf, ValueInWords } from '../submission.ts'

/** Stands beside every call of this domain, wherever one is shown. */
export const NOT_A_DERMATOSCOPE =
  'Not a medical device. A call is a statistical opinion of a small network on one dermoscopic picture, learned from some five thousand lesions of two clinics, nearly all on light skin. It is no diagnosis, and no ground to do or to leave a biopsy.'

/** What a lesion can be called: the seven classes of HAM10000 (Tschandl, Rosendahl & Kittler 2018, table 1). */
export const DiagnosisCode = z.enum(['nv', 'mel', 'bkl', 'bcc', 'akiec', 'vasc', 'df'])
export type DiagnosisCode = z.infer<typeof DiagnosisCode>

export const DiagnosisLabel = z.enum([
  'melanocytic_nevi',
  'melanoma',
  'benign_keratosis',
  'basal_cell_carcinoma',
  'actinic_keratoses',
  'vascular_lesions',
  'dermatofibroma',
])
export type DiagnosisLabel = z.infer<typeof DiagnosisLabel>

/** `akiec` is Bowen’s disease and actinic keratosis: an intraepithelial carcinoma, and what may become one. */
export const DIAGNOSES = {
  nv: { label: 'melanocytic_nevi', words: 'melanocytic nevus', malignant: false },
  mel: { label: 'melanoma', words: 'melanoma', malignant: true },
  bkl: { label: 'benign_keratosis', words: 'benign keratosis', malignant: false },
  bcc: { label: 'basal_cell_carcinoma', words: 'basal cell carcinoma', malignant: true },
  akiec: { label: 'actinic_keratoses', words: 'actinic keratosis or Bowen’s disease', malignant: true },
  vasc: { label: 'vascular_lesions', words: 'vascular lesion', malignant: false },
  df: { label: 'dermatofibroma', words: 'dermatofibroma', malignant: false },
} as const satisfies Record<
  DiagnosisCode,
  { readonly label: DiagnosisLabel; readonly words: string; readonly malignant: boolean }
>

/** `MALIGNANT`: melanoma, basal cell carcinoma, actinic keratosis or Bowen’s disease. */
export const SkinLabel = z.enum(['MALIGNANT', 'BENIGN'])
export type SkinLabel = z.infer<typeof SkinLabel>

/** Fitzpatrick 1988. */
export const SkinTone = z.enum(['I', 'II', 'III', 'IV', 'V', 'VI'])
export type SkinTone = z.infer<typeof SkinTone>

export const LesionLocation = z.enum([
  'abdomen',
  'acral',
  'back',
  'chest',
  'ear',
  'face',
  'foot',
  'genital',
  'hand',
  'lower extremity',
  'neck',
  'scalp',
  'trunk',
  'upper extremity',
])
export type LesionLocation = z.infer<typeof LesionLocation>

export const Sex = z.enum(['female', 'male'])
export type Sex = z.infer<typeof Sex>

const WORDS = 100

/** What may be said of a picture; what is said in words that are not known is kept as it is, and used for nothing. */
export const SkinOptions = z.object({
  model: ModelRef.optional(),
  threshold: Threshold.optional(),
  /** Fitzpatrick’s type, I to VI or 1 to 6 */
  skin_tone: z.string().max(WORDS).optional(),
  /** where on the body */
  lesion_location: z.string().max(WORDS).optional(),
  /** years */
  age: z.number().min(0).max(120).optional(),
  sex: Sex.optional(),
  /** the class that the overlay speaks for; the one that was called when left out */
  target: DiagnosisCode.optional(),
  /** how much of the picture the overlay covers, 0 to 1 */
  opacity: z.number().min(0).max(1).default(0.5),
  /** true keeps the call and, as evidence of it, the picture; nothing of it is kept otherwise */
  store: z.boolean().default(false),
})
export type SkinOptions = z.infer<typeof SkinOptions>

/** What was said of a picture, as it was understood. */
export const SkinSubject = z.object({
  skin_tone: SkinTone.nullable(),
  lesion_location: LesionLocation.nullable(),
  age: z.number().nullable(),
  sex: Sex.nullable(),
  /** in the sender’s words, where they differ */
  said: z.object({ skin_tone: z.string().nullable(), lesion_location: z.string().nullable() }),
})
export type SkinSubject = z.infer<typeof SkinSubject>

export const ClassProbability = z.object({
  label: DiagnosisLabel,
  code: DiagnosisCode,
  probability: Probability,
  malignant: z.boolean(),
})
export type ClassProbability = z.infer<typeof ClassProbability>

/** What speaks against judging a picture. */
export const QualityCode = z.enum([
  'blurred',
  'dark',
  'bright',
  'low_contrast',
  'small',
  /** it is unlike the training pictures */
  'not_a_lesion',
])
export type QualityCode = z.infer<typeof QualityCode>

export const PictureQuality = z.object({
  /** false: the call is an abstention */
  ok: z.boolean(),
  warnings: z.array(z.object({ code: QualityCode, message: z.string() })),
  /** variance of the Laplacian of the grey picture as the model sees it, 0 to 255 squared */
  sharpness: z.number(),
  /** mean of the grey picture, 0 to 1, and its standard deviation */
  brightness: z.number(),
  contrast: z.number(),
  /** how unlike the training pictures it is, and what all but some of them stay below; null where that was not measured */
  novelty: z.number().nullable(),
  novelty_limit: z.number().nullable(),
})
export type PictureQuality = z.infer<typeof PictureQuality>

/** A picture as it was understood: upright, in sRGB. */
export const PictureFacts = z.object({
  /** pixels, upright */
  width: z.int().min(1),
  height: z.int().min(1),
  /** as it was sent */
  format: z.enum(['jpeg', 'png', 'webp']),
  /** sha256 of the bytes as they were sent */
  sha256: z.string(),
  /** turned or mirrored, as its EXIF orientation says */
  turned: z.boolean(),
  /** the part that the model saw, in pixels of the upright picture */
  seen: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
})
export type PictureFacts = z.infer<typeof PictureFacts>

/** Maps of a layer, one for each class: what at each place speaks for the class (above 0) and against it. */
export const ClassMaps = z.object({
  method: z.enum(['grad-cam', 'integrated-gradients', 'occlusion']),
  /** the tensor that was looked at; null of a method that looks at the picture */
  layer: z.string().nullable(),
  rows: z.int().min(1),
  columns: z.int().min(1),
  /** pixels of the upright picture */
  picture: z.object({ width: z.int().min(1), height: z.int().min(1) }),
  /** the rectangle that the map’s cells divide evenly, in pixels of the upright picture; it may reach beyond it */
  covers: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  /** the unit of a value: what the class’ score changes by */
  maps: z.array(
    z.object({
      code: DiagnosisCode,
      /** rows × columns, line by line; Grad-CAM is what lies above 0 */
      values: z.array(z.number()),
    }),
  ),
})
export type ClassMaps = z.infer<typeof ClassMaps>

/** The call of a picture, which is the only one of its submission. */
export const SkinCall = z.object({
  row: z.int().min(0),
  id: z.string(),
  prediction: SkinLabel,
  /** of MALIGNANT: the sum of melanoma, basal cell carcinoma and actinic keratoses */
  probability: Probability,
  abstained: z.boolean(),
  /** the class that is called */
  diagnosis: DiagnosisCode,
  /** the most probable first */
  classes: z.array(ClassProbability),
  features: SkinSubject.omit({ said: true }),
  /** no errors of a picture are known */
  fragile: z.boolean().nullable(),
  flip_rate: z.number().min(0).max(1).nullable(),
})
export type SkinCall = z.infer<typeof SkinCall>

export const SkinSummary = z.object({
  predicted_malignant: z.int().min(0),
  predicted_benign: z.int().min(0),
  abstained: z.int().min(0),
  mean_probability: z.number().nullable(),
  /** calls with a probability above .7 or below .3 */
  high_confidence_count: z.int().min(0),
})
export type SkinSummary = z.infer<typeof SkinSummary>

/** What is said of a submission beside its call. */
export const SkinReceipt = ReceiptOf.extend({
  domain: z.literal('skin'),
  summary: SkinSummary,
  subject: SkinSubject,
  picture: PictureFacts,
  quality: PictureQuality,
  warnings: z.array(Warning),
  /** of the model: it may allow no commercial use */
  licence: z.string(),
  notice: z.string(),
})
export type SkinReceipt = z.infer<typeof SkinReceipt>

/** A stored receipt. Its counts would tell of a call that its reader is to judge blind. */
export const StoredSkinReceipt = SkinReceipt.extend({ summary: SkinSummary.nullable(), blind: z.boolean() })
export type StoredSkinReceipt = z.infer<typeof StoredSkinReceipt>

export const SkinPredictOutput = SkinReceipt.extend({
  call: SkinCall,
  /** the most probable first */
  predictions: z.array(ClassProbability),
  /** P(melanoma) + P(basal cell carcinoma) + P(actinic keratoses) */
  malignant_score: Probability,
  /** the class that the overlay speaks for */
  target: DiagnosisCode,
  /** the upright picture with the target’s Grad-CAM over it, in its own colours: `data:image/png;base64,…` */
  grad_cam: z.string(),
  /** the call and what it rests on, in words */
  explanation: z.string(),
  explanation_maps: ClassMaps,
})
export type SkinPredictOutput = z.infer<typeof SkinPredictOutput>

/** A call that its reader is to judge before it is shown. */
export const BlindSkinCall = SkinCall.pick({ row: true, id: true, features: true }).extend({
  call: z.null(),
  blind: z.literal(true),
})
export type BlindSkinCall = z.infer<typeof BlindSkinCall>

export const SkinCallPage = z.object({
  prediction_id: PredictionId,
  predictions: z.array(SkinCall),
  not_assessed: z.array(z.object({ row: z.int().min(0), id: z.string(), reason: z.string() })),
  blind: z.array(BlindSkinCall),
  next_cursor: z.string().nullable(),
})
export type SkinCallPage = z.infer<typeof SkinCallPage>

/** One call of a picture that was kept. */
export const SkinEvidence = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  id: z.string(),
  /** null, and `blind`, for who is to judge it before it is shown */
  call: SkinCall.nullable(),
  blind: z.boolean(),
  /** none: what a picture's call rests on is seen in the picture */
  evidence: z.array(z.never()),
  values: z.array(ValueInWords),
})
export type SkinEvidence = z.infer<typeof SkinEvidence>

/** A kept picture looked at again. */
export const SkinExplainInput = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0).default(0),
  target: DiagnosisCode.optional(),
  method: ClassMaps.shape.method.default('grad-cam'),
  opacity: z.number().min(0).max(1).default(0.5),
})
export type SkinExplainInput = z.infer<typeof SkinExplainInput>

export const SkinExplanation = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  target: DiagnosisCode,
  /** the target’s score before probabilities are made of scores, mean over the picture and its mirror images */
  score: z.number(),
  /** the upright picture with the target’s map over it: `data:image/png;base64,…` */
  overlay: z.string(),
  explanation_maps: ClassMaps,
})
export type SkinExplanation = z.infer<typeof SkinExplanation>

/** A drawn picture to try with. */
export const SampleLesion = z.object({
  name: z.string(),
  note: z.string(),
  /** `data:image/png;base64,…` */
  picture: z.string(),
})
export type SampleLesion = z.infer<typeof SampleLesion>
