import { z } from 'zod'
import { LeakBadge, Takes } from './dataset.ts'
import { DomainId } from './domain.ts'
import { LearnerSummary } from './learner.ts'
import { Curve, Metric, ReliabilityBin } from './metric.ts'

/** Quantiles at 0, .01, .05, .1, .25, .5, .75, .9, .95, .99, 1 of the values that were not missing. */
export const QUANTILE_LEVELS = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const

export const Distribution = z.object({
  n: z.int().min(0),
  missing: z.int().min(0),
  quantiles: z.array(z.number()).length(QUANTILE_LEVELS.length).nullable(),
})
export type Distribution = z.infer<typeof Distribution>

/** One input of a model's graph, in the graph's order. */
export const ModelInput = z.object({
  name: z.string(),
  unit: z.string(),
  description: z.string(),
  /** `row`: from that row alone. `catalogue`: needs the other rows of a catalogue. */
  group: z.enum(['row', 'catalogue']),
  /** Smallest and largest value seen in training; outside of it a call is flagged. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  may_be_missing: z.boolean(),
  /** How the training rows were distributed, for the positive and the negative label. */
  distribution: z.object({ positive: Distribution, negative: Distribution }),
})
export type ModelInput = z.infer<typeof ModelInput>

/** Models that are joined into one. */
export const Stack = z.object({
  offset: z.number(),
  parts: z
    .array(
      z.object({
        kind: z.enum(['trees', 'network']),
        /** the model whose graph it is */
        model: z.string(),
        version: z.string(),
        sha256: z.string(),
        /** the tensor of its log-odds */
        margin: z.string(),
        /** the inputs that it takes, in its order; its views come after them */
        inputs: z.array(z.string()),
        weight: z.number(),
      }),
    )
    .min(1),
})
export type Stack = z.infer<typeof Stack>

/** How a model's calls are explained. */
export const ExplanationMethod = z.enum(['tree-shap', 'linear-shap', 'kernel-shap', 'integrated-gradients', 'grad-cam'])
export type ExplanationMethod = z.infer<typeof ExplanationMethod>

/** A light curve folded over a row's period and cut into bins, median 0 and deepest point −1. */
export const ModelView = z.object({
  name: z.enum(['global', 'local', 'secondary']),
  description: z.string(),
  bins: z.int().min(2),
  /** how far it reaches to each side of the transit, in its durations; null: the whole period */
  reach_durations: z.number().positive().nullable(),
  /** of the graph: feature maps, rows × channels × positions, from which the rest follows by what can be differentiated */
  layer: z.string(),
})
export type ModelView = z.infer<typeof ModelView>

const Colours = z.tuple([z.number(), z.number(), z.number()])

/** What a graph takes that looks at pictures, and what its scores mean. */
export const PictureModel = z.object({
  /** pixels of what the graph takes */
  width: z.int().min(1),
  height: z.int().min(1),
  /** rows × channels × height × width, or rows × height × width × channels */
  layout: z.enum(['nchw', 'nhwc']),
  channels: z.enum(['rgb', 'bgr']),
  /** of a picture of another shape: `cover` cuts off what is too long, `contain` fills up with the mean, `fill` stretches */
  fit: z.enum(['cover', 'contain', 'fill']),
  /** value = (pixel / 255 − mean) / spread, of red, green and blue */
  mean: Colours,
  spread: Colours,
  /** scores are means over the picture and its mirror images: left to right, upside down, and both */
  mirrored: z.boolean(),
  /** in the order of the graph's scores; the positive ones are the label that is called */
  classes: z.array(z.object({ name: z.string(), positive: z.boolean() })).min(2),
  /** log-probability = factor × score + offset of the class, less what makes the probabilities' sum 1 */
  calibration: z.object({ factor: z.number().positive(), offsets: z.array(z.number()) }),
  /**
   * What is said of a picture beside it, where the model uses that: what each value adds to the log-probability of each class.
   * What is not said adds nothing: all values are counted from their middle.
   */
  said: z
    .object({
      /** x = (value − middle) / per adds linear · x + square · (x² − 1) */
      numbers: z.record(
        z.string(),
        z.object({ middle: z.number(), per: z.number(), linear: z.array(z.number()), square: z.array(z.number()) }),
      ),
      words: z.record(z.string(), z.record(z.string(), z.array(z.number()))),
      fitted_on: z.string(),
    })
    .nullish(),
  /** the class that is called has the greatest log-probability + its offset: 0 for each where the most probable is */
  called: z.object({ offsets: z.array(z.number()), chosen_on: z.string() }),
  /** of the graph: feature maps, rows × channels × positions, from which the scores follow by what can be differentiated */
  layer: z.string(),
  /**
   * What tells a picture of something else: a tensor of one number a row, or the energy of the scores where it is null
   * (Liu et al. 2020, eq. 4), and above which it is one. Null where that was not measured.
   */
  novelty: z.object({ tensor: z.string().nullable(), limit: z.number(), chosen_on: z.string() }).nullable(),
  /** below or above these a picture is not judged; in the units of `PictureQuality` */
  quality: z.object({
    least_sharpness: z.number(),
    brightness: z.tuple([z.number(), z.number()]),
    least_contrast: z.number(),
    chosen_on: z.string(),
  }),
})
export type PictureModel = z.infer<typeof PictureModel>

export const Decision = z.object({
  threshold: z.number().min(0).max(1),
  /** A probability in here is an abstention beside the call; null when the model never abstains. */
  abstain: z.object({ from: z.number(), to: z.number() }).nullable(),
  chosen_on: z.string(),
})
export type Decision = z.infer<typeof Decision>

export const Importance = z.object({
  name: z.string(),
  importance: z.number(),
  rank: z.int().min(1),
  /** of what was measured by shuffling: where 95 % of shuffles fall; null or absent otherwise */
  interval: z.tuple([z.number(), z.number()]).nullish(),
})
export type Importance = z.infer<typeof Importance>

export const Curves = z.object({
  /** false positive rate against true positive rate */
  roc: Curve,
  /** recall against precision */
  precision_recall: Curve,
  calibration: z.array(ReliabilityBin),
  split: z.string(),
})
export type Curves = z.infer<typeof Curves>

/** Where a model comes from that another program trained. */
export const ModelOrigin = z.object({
  format: z.enum(['xgboost', 'onnx']),
  /** the program that wrote it, as the file says */
  writer: z.string(),
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int(),
  /** of boosting; null where that is not known of it */
  rounds: z
    .object({
      taken: z.int().min(1),
      in_file: z.int().min(1),
      /** of early stopping, from 1; null where the file does not say */
      best: z.int().min(1).nullable(),
    })
    .nullable(),
  /** how far it is at most from what it gave elsewhere, on rows that came with it; null where none did */
  parity: z
    .object({ rows: z.int().min(1), output: z.enum(['probability', 'log_odds']), largest_difference: z.number() })
    .nullable(),
})
export type ModelOrigin = z.infer<typeof ModelOrigin>

/** What a model looks at. `light-curve`: a row, and the light of its star folded over its period. */
export const Modality = z.enum(['table', 'light-curve', 'picture'])
export type Modality = z.infer<typeof Modality>

/** What a model's folder says of itself: `models/<domain>/<id>/manifest.json`. */
export const Manifest = z.object({
  /** a slug, or `mdl_…` of one that was trained or imported here */
  id: z.string().regex(/^([a-z0-9]+(-[a-z0-9]+)*|mdl_[0-9a-hjkmnp-tv-z]{26})$/),
  aliases: z.array(z.string()),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  name: z.string(),
  type: z.string(),
  domain: DomainId,
  modality: Modality,
  summary: z.string(),
  labels: z.array(z.string()).min(2),
  positive: z.string(),
  /** none of one that looks at pictures */
  inputs: z.array(ModelInput),
  takes: Takes.default('quantities'),
  /** what a graph takes after its inputs, in its order; none or absent of a model that takes rows alone */
  views: z.array(ModelView).optional(),
  /** of one that looks at pictures, and of no other */
  picture: PictureModel.optional(),
  /** of one that joins others: log-odds = offset + the sum of weight × what each part gives; absent of any other */
  stack: Stack.optional(),
  graph: z.object({
    file: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int(),
    opset: z.record(z.string(), z.int()),
    input: z.string(),
    /** a number a row; of pictures both are their scores, rows × classes */
    outputs: z.object({ margin: z.string(), probability: z.string() }),
  }),
  decision: Decision,
  calibration: z.object({
    /** `scores`: of a picture's classes, as `picture.calibration` says */
    method: z.enum(['none', 'platt', 'isotonic', 'scores']),
    fitted_on: z.string(),
    /** of Platt's: log-odds = slope × margin + offset */
    parameters: z.record(z.string(), z.number()),
    /** of an isotonic one that comes after the margin: log-odds are on the line through these points, level beyond them */
    knots: z.object({ margin: z.array(z.number()), log_odds: z.array(z.number()) }).nullish(),
  }),
  /** Quantities a row must have to be judged: at least one of each list. */
  requires: z.array(z.array(z.string()).min(1)),
  /** Which tables the model learned from, and which quantities of other tables it does not take for its own. */
  transfer: z.object({
    /** none where it is not known: it was imported */
    trained_on: z.array(z.string()),
    /** tables that it did not learn from and whose quantities are the same ones: nothing of them is withheld */
    same_quantities: z.array(z.string()).optional(),
    withheld: z.array(z.string()),
    why: z.string(),
  }),
  explanation: z.object({
    method: ExplanationMethod,
    note: z.string(),
    /** trees that do not say how many training rows came which way: only rows can stand for what is unknown */
    needs_background: z.boolean().optional(),
  }),
  /** numbers are null where they are not known: it was imported; `groups` where rows were split one by one, too */
  training: z.object({
    trained_at: z.iso.date().nullable(),
    seed: z.int().nullable(),
    rows: z.int().nullable(),
    groups: z.int().nullable(),
    positives: z.int().nullable(),
    /** inputs with a value in the row that had the fewest; null or absent where it was not counted */
    fewest_inputs: z.int().nullish(),
    split: z.string(),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    data: z.array(
      z.object({ name: z.string(), sha256: z.string(), rows: z.int(), licence: z.string(), source: z.string() }),
    ),
    dropped: z.array(z.object({ what: z.string(), count: z.int().nullable(), why: z.string() })),
  }),
  evaluation: z.array(Metric),
  /** each fold that was judged, of the first repeat, for those who ask for the spread; null where a label is absent */
  folds: z.array(
    z.object({ fold: z.int(), n: z.int(), recall: z.number().nullable(), roc_auc: z.number().nullable() }),
  ),
  /** null where nothing was measured */
  curves: Curves.nullable(),
  /** ranked by each `method` there is; the first one is the model's own choice */
  importance: z.array(Importance.extend({ method: z.string() })),
  /** worn for ever when it was trained over a warning; null or absent otherwise */
  badge: LeakBadge.nullish(),
  /** of one that was imported; null or absent otherwise */
  origin: ModelOrigin.nullish(),
  licence: z.string(),
  intended_use: z.string(),
  limits: z.array(z.string()).min(1),
})
export type Manifest = z.infer<typeof Manifest>

/**
 * Rows whose scores are known: `features` as the graph takes them (null is missing), and what the trainer gave; or pictures
 * that are drawn by their seeds, and the scores of their classes.
 */
export const Golden = z
  .object({
    tolerance: z.number().positive(),
    rows: z
      .array(
        z.object({
          features: z.array(z.number().nullable()),
          margin: z.number(),
          probability: z.number().min(0).max(1),
        }),
      )
      .default([]),
    pictures: z.array(z.object({ seed: z.int().min(0), scores: z.array(z.number()).min(2) })).optional(),
  })
  .refine(({ rows, pictures }) => rows.length + (pictures?.length ?? 0) > 0, 'must hold rows or pictures')
export type Golden = z.infer<typeof Golden>

/**
 * `out-of-fold.json` of a model that comes with Vouch: what was said of each labelled row by a model that was not trained on
 * it, by the key that its domain gives a row. Whoever is to answer in its place is held against these.
 */
export const OutOfFoldCalls = z.object({
  split: z.string(),
  calls: z.record(z.string(), z.number().min(0).max(1)),
})
export type OutOfFoldCalls = z.infer<typeof OutOfFoldCalls>

/**
 * `background.json` of a model that comes with Vouch and whose calls are explained against rows: as the graph takes them, null
 * where missing. They stand for the training rows and are none of them.
 */
export const Background = z.object({
  /** what they are, for whoever reads the explanation */
  name: z.string(),
  rows: z.array(z.array(z.number().nullable())).min(1),
})
export type Background = z.infer<typeof Background>

export const ModelStatus = z.enum(['ready', 'pending', 'failed'])
export type ModelStatus = z.infer<typeof ModelStatus>

/** Headline figures; null where nothing was measured. `n` rows, `intervals` at 95 %. */
export const Performance = z.object({
  accuracy: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1_score: z.number().nullable(),
  roc_auc: z.number().nullable(),
})
export type Performance = z.infer<typeof Performance>

export const ModelSummary = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  status: ModelStatus,
  performance: Performance,
  note: z.string(),
  aliases: z.array(z.string()),
  version: z.string().nullable(),
  domain: DomainId,
  /** null of one that is only announced */
  modality: Modality.nullable(),
  /** kinds of tables that it learned from, the one that it is for first; none where it is not known */
  trained_on: z.array(z.string()),
  /** id of the model that was made here and answers in its place; null: it answers itself */
  answered_by: z.string().nullable(),
})
export type ModelSummary = z.infer<typeof ModelSummary>

export const ModelList = z.object({ models: z.array(ModelSummary), learners: z.array(LearnerSummary) })
export type ModelList = z.infer<typeof ModelList>

export const ModelMetrics = z.object({
  model: z.string(),
  performance: Performance,
  intervals: z.record(z.string(), z.tuple([z.number(), z.number()]).nullable()),
  n: z.int().min(0),
  cross_validation: z.object({
    n_folds: z.int(),
    mean_recall: z.number().nullable(),
    std_recall: z.number().nullable(),
  }),
  /** null where it is not known: it was imported */
  training_date: z.string().nullable(),
  training_samples: z.int().nullable(),
  evaluation: z.array(Metric),
})
export type ModelMetrics = z.infer<typeof ModelMetrics>

export const ModelImportance = z.object({
  model: z.string(),
  /** how it was measured */
  method: z.string(),
  /** all that there are of the model, its own choice first; `method` asks for one */
  methods: z.array(z.string()),
  features: z.array(Importance),
})
export type ModelImportance = z.infer<typeof ModelImportance>

/** One model whole: its manifest, and its card as Markdown. */
export const ModelDetail = z.object({
  id: z.string(),
  status: ModelStatus,
  reason: z.string().nullable(),
  manifest: Manifest.nullable(),
  card: z.string().nullable(),
})
export type ModelDetail = z.infer<typeof ModelDetail>

/** Slug, alias or `mdl_…` of a model. */
export const ModelRef = z.string().min(1).max(64)
