import { PLAUSIBLE } from '@vouch/contracts/domains/heart'

/** A value that is measured, in the unit it is brought to. */
interface Measured {
  readonly kind: 'measured'
  readonly unit: string
  readonly description: string
  /** beyond these it is a slip */
  readonly plausible: readonly [number, number]
  /** 0 stands for a value that nobody took: a living patient has none of 0 */
  readonly zeroIsMissing: boolean
  readonly aliases: readonly string[]
}

/** A value that is one of a few kinds, kept as UCI's code for it. */
interface Category {
  readonly kind: 'category'
  readonly unit: '1'
  readonly description: string
  /** UCI's code → its words, the first one ours; all in lower case, with single spaces */
  readonly words: ReadonlyMap<number, readonly string[]>
  readonly aliases: readonly string[]
}

const measured = (
  name: keyof typeof PLAUSIBLE,
  about: Pick<Measured, 'unit' | 'description' | 'aliases' | 'zeroIsMissing'>,
): Measured => ({ kind: 'measured', plausible: PLAUSIBLE[name], ...about })

const category = (
  description: string,
  words: readonly (readonly [code: number, ...words: string[]])[],
  aliases: readonly string[],
): Category => ({
  kind: 'category',
  unit: '1',
  description,
  words: new Map(words.map(([code, ...said]) => [code, said])),
  aliases,
})

const flag = (description: string, aliases: readonly string[]): Category =>
  category(
    description,
    [
      [0, 'no', 'n', 'false'],
      [1, 'yes', 'y', 'true'],
    ],
    aliases,
  )

/**
 * The thirteen values of the UCI heart disease data that its studies used, by its names (Detrano et al. 1989; `heart-disease.names`
 * of the UCI repository, doi:10.24432/C52P4X), with what copies of the data call them. `thal` and `ca` come from a thallium scan and
 * from fluoroscopy, which many hospitals do not do.
 */
export const ATTRIBUTES = {
  age: measured('age', {
    unit: 'years',
    description: 'age',
    zeroIsMissing: true,
    aliases: ['age_years', 'age_in_years', 'patient_age'],
  }),
  sex: category(
    'sex: 1 male, 0 female',
    [
      [0, 'female', 'f', 'woman'],
      [1, 'male', 'm', 'man'],
    ],
    ['gender'],
  ),
  cp: category(
    'chest pain: 1 typical angina, 2 atypical angina, 3 non-anginal pain, 4 asymptomatic',
    [
      [1, 'typical angina', 'typical', 'ta'],
      [2, 'atypical angina', 'atypical', 'ata'],
      [3, 'non anginal pain', 'non anginal', 'nonanginal pain', 'nonanginal', 'non angina pain', 'nap'],
      [4, 'asymptomatic', 'asymptotic', 'asymptomatic pain', 'asy'],
    ],
    ['chest_pain_type', 'chest_pain', 'chestpaintype', 'chestpain', 'cp_type'],
  ),
  trestbps: measured('trestbps', {
    unit: 'mm Hg',
    description: 'resting blood pressure on admission, systolic',
    zeroIsMissing: true,
    aliases: [
      'trtbps',
      'resting_bp',
      'restingbp',
      'resting_bp_s',
      'restbp',
      'rest_bp',
      'resting_blood_pressure',
      'restingbloodpressure',
      'systolic_bp',
      'systolic_blood_pressure',
    ],
  }),
  chol: measured('chol', {
    unit: 'mg/dl',
    description: 'serum cholesterol',
    zeroIsMissing: true,
    aliases: [
      'cholesterol',
      'cholestoral',
      'serum_cholesterol',
      'serum_cholestoral',
      'serumcholesterol',
      'total_cholesterol',
    ],
  }),
  fbs: flag('fasting blood sugar above 120 mg/dl: 1 yes, 0 no', [
    'fasting_bs',
    'fastingbs',
    'fasting_blood_sugar',
    'fastingbloodsugar',
    'fasting_blood_sugar_>_120_mg/dl',
  ]),
  restecg: category(
    'resting electrocardiogram: 0 normal, 1 ST-T abnormality, 2 left ventricular hypertrophy',
    [
      [0, 'normal'],
      [1, 'st t abnormality', 'st t wave abnormality', 'stt abnormality', 'st', 'stt', 'st t'],
      [2, 'left ventricular hypertrophy', 'lv hypertrophy', 'lvh', 'hypertrophy'],
    ],
    [
      'rest_ecg',
      'resting_ecg',
      'restingecg',
      'restingelectro',
      'resting_ecg_results',
      'resting_electrocardiogram',
      'resting_electrocardiographic_results',
    ],
  ),
  thalach: measured('thalach', {
    unit: '1/min',
    description: 'highest heart rate of the exercise test',
    zeroIsMissing: true,
    aliases: [
      'thalachh',
      'thalch',
      'max_hr',
      'maxhr',
      'max_heart_rate',
      'maxheartrate',
      'max_heart_rate_achieved',
      'maximum_heart_rate',
      'maximum_heart_rate_achieved',
    ],
  }),
  exang: flag('angina brought on by exercise: 1 yes, 0 no', [
    'exng',
    'exercise_angina',
    'exerciseangina',
    'exercise_induced_angina',
    'exerciseinducedangina',
  ]),
  oldpeak: measured('oldpeak', {
    unit: 'mm',
    description: 'ST depression brought on by exercise, against rest',
    zeroIsMissing: false,
    aliases: ['st_depression', 'stdepression', 'old_peak', 'st_depression_induced_by_exercise'],
  }),
  slope: category(
    'slope of the ST segment at the peak of exercise: 1 upsloping, 2 flat, 3 downsloping',
    [
      [1, 'upsloping', 'up', 'up sloping'],
      [2, 'flat'],
      [3, 'downsloping', 'down', 'down sloping'],
    ],
    ['slp', 'st_slope', 'stslope', 'slope_of_st', 'st_slope_type', 'slope_of_peak_exercise_st_segment'],
  ),
  ca: category(
    'major vessels coloured by fluoroscopy, 0 to 3',
    [
      [0, 'none', 'zero'],
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ],
    [
      'caa',
      'num_major_vessels',
      'number_of_major_vessels',
      'major_vessels',
      'vessels',
      'number_of_vessels_fluro',
      'noofmajorvessels',
    ],
  ),
  thal: category(
    'thallium scan: 3 normal, 6 fixed defect, 7 reversible defect',
    [
      [3, 'normal'],
      [6, 'fixed defect', 'fixed'],
      [7, 'reversible defect', 'reversable defect', 'reversible', 'reversable'],
    ],
    ['thall', 'thallium', 'thallium_scan', 'thalassemia', 'thallium_stress_test', 'thal_result'],
  ),
} as const satisfies Record<string, Measured | Category>

export type AttributeName = keyof typeof ATTRIBUTES
export type Attribute = Measured | Category

export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as AttributeName[]

const BY_NAME = new Map<string, AttributeName>(
  ATTRIBUTE_NAMES.flatMap((name) => [name, ...ATTRIBUTES[name].aliases].map((alias) => [alias, name])),
)

/** The attribute that a column holds, by its normalised name or an alias; undefined when it is none of them. */
export function attributeOf(column: string): AttributeName | undefined {
  return BY_NAME.get(column)
}

/** The columns of some patients: measured values in their units, categories in UCI's codes; NaN where missing. */
export interface Patients {
  readonly rows: number
  readonly values: Readonly<Partial<Record<AttributeName, Float64Array>>>
}
