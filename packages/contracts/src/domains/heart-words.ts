import type { HealthFeatures } from './heart.ts'

type Name = keyof HealthFeatures

interface MeasuredWords {
  readonly name: string
  readonly unit: string
  readonly kinds: null
}

interface CategoryWords {
  readonly name: string
  readonly unit: null
  /** UCI's code and what it stands for, in the order in which they are offered */
  readonly kinds: readonly (readonly [code: number, words: string])[]
}

const NO_YES = [
  [0, 'no'],
  [1, 'yes'],
] as const

/** The thirteen values for readers who are no cardiologists: each by its name, with its unit or its kinds. */
export const ATTRIBUTE_WORDS = {
  age: { name: 'age', unit: 'years', kinds: null },
  sex: {
    name: 'sex',
    unit: null,
    kinds: [
      [0, 'female'],
      [1, 'male'],
    ],
  },
  cp: {
    name: 'chest pain',
    unit: null,
    kinds: [
      [1, 'typical angina'],
      [2, 'atypical angina'],
      [3, 'non-anginal pain'],
      [4, 'asymptomatic'],
    ],
  },
  trestbps: { name: 'resting blood pressure', unit: 'mm Hg', kinds: null },
  chol: { name: 'serum cholesterol', unit: 'mg/dl', kinds: null },
  fbs: { name: 'fasting blood sugar above 120 mg/dl', unit: null, kinds: NO_YES },
  restecg: {
    name: 'resting electrocardiogram',
    unit: null,
    kinds: [
      [0, 'normal'],
      [1, 'ST-T abnormality'],
      [2, 'left ventricular hypertrophy'],
    ],
  },
  thalach: { name: 'highest heart rate of the exercise test', unit: 'beats a minute', kinds: null },
  exang: { name: 'angina brought on by exercise', unit: null, kinds: NO_YES },
  oldpeak: { name: 'ST depression brought on by exercise', unit: 'mm', kinds: null },
  slope: {
    name: 'slope of the ST segment at the peak of exercise',
    unit: null,
    kinds: [
      [1, 'upsloping'],
      [2, 'flat'],
      [3, 'downsloping'],
    ],
  },
  ca: {
    name: 'major vessels coloured by fluoroscopy',
    unit: null,
    kinds: [
      [0, 'zero'],
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ],
  },
  thal: {
    name: 'thallium scan',
    unit: null,
    kinds: [
      [3, 'normal'],
      [6, 'fixed defect'],
      [7, 'reversible defect'],
    ],
  },
} as const satisfies Record<Name, MeasuredWords | CategoryWords>
