import type { AdditiveSettings } from './additive-model.ts'

export const SEED = 19890801

/** What the model goes by, in the graph's order: ten of the thirteen values, three of them as their kinds. */
export const INPUTS: readonly string[] = [
  'age',
  'sex',
  'cp_typical',
  'cp_asymptomatic',
  'trestbps',
  'thalach',
  'exang',
  'oldpeak',
  'slope_not_up',
  'ca',
  'ca_any',
  'thal_fixed',
  'thal_reversible',
]

/** Inputs of values that every patient in the four files has: without them a row is refused. */
export const NEVER_MISSING: ReadonlySet<string> = new Set(['age', 'sex', 'cp_typical', 'cp_asymptomatic'])

const settingsOf = (C: number, trees: number): AdditiveSettings => ({
  line: { preprocessing: { scaling: 'standard' }, C },
  steps: {
    trees,
    learningRate: 0.03,
    subsample: 0.5,
    columnSample: 0.3,
    bins: 64,
    minChildWeight: 3,
    lambda: 5,
    gamma: 0,
  },
  lineShare: 2 / 3,
})

/** What is chosen among, the plainest first: the penalty of the line, and how many steps. */
export const SETTINGS: readonly AdditiveSettings[] = [0.01, 0.03, 0.1].flatMap((C) =>
  [100, 200, 400].map((trees) => settingsOf(C, trees)),
)
