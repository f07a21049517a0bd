import { flushSubnormal } from '../../model/flush-subnormal.ts'
import { ATTRIBUTES, type AttributeName, type Patients } from './attributes.ts'

export interface FeatureSpec {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** paper and section, or the definition */
  readonly source: string
  readonly needs: readonly AttributeName[]
  of(value: (name: AttributeName) => number): number
}

const UCI = 'Detrano et al. 1989 (Am. J. Cardiol. 64, 304)'

/** An attribute as it stands. */
const own = (name: AttributeName): FeatureSpec => ({
  name,
  unit: ATTRIBUTES[name].unit,
  description: ATTRIBUTES[name].description,
  source: UCI,
  needs: [name],
  of: (value) => value(name),
})

/** 1 where a category is one of these codes, 0 where it is another; missing where it is not known. */
const isOf = (name: string, of: AttributeName, codes: readonly number[], description: string): FeatureSpec => ({
  name,
  unit: '1',
  description: `${description}: 1 yes, 0 no`,
  source: UCI,
  needs: [of],
  of: (value) => (Number.isNaN(value(of)) ? Number.NaN : Number(codes.includes(value(of)))),
})

/**
 * Row features, each of its own row alone. No feature says that a value is missing: in the four hospitals' files that tells
 * which hospital a patient came to (Switzerland took no cholesterol, all but Cleveland hardly a fluoroscopy), and with it how
 * likely the disease was there.
 */
export const FEATURES: readonly FeatureSpec[] = [
  own('age'),
  own('sex'),
  own('cp'),
  isOf('cp_typical', 'cp', [1], 'chest pain is typical angina'),
  isOf('cp_atypical', 'cp', [2], 'chest pain is atypical angina'),
  isOf('cp_asymptomatic', 'cp', [4], 'no chest pain (asymptomatic)'),
  own('trestbps'),
  own('chol'),
  own('fbs'),
  own('restecg'),
  isOf('restecg_st_t', 'restecg', [1], 'ST-T abnormality at rest'),
  isOf('restecg_hypertrophy', 'restecg', [2], 'left ventricular hypertrophy at rest'),
  own('thalach'),
  {
    name: 'heart_rate_share',
    unit: '1',
    description: 'highest heart rate over the one expected at that age, 208 - 0.7 × age',
    source: 'Tanaka, Monahan & Seals 2001 (J. Am. Coll. Cardiol. 37, 153)',
    needs: ['thalach', 'age'],
    of: (value) => value('thalach') / (208 - 0.7 * value('age')),
  },
  own('exang'),
  own('oldpeak'),
  own('slope'),
  isOf('slope_not_up', 'slope', [2, 3], 'ST segment flat or downsloping at the peak of exercise'),
  own('ca'),
  isOf('ca_any', 'ca', [1, 2, 3], 'at least one vessel coloured by fluoroscopy'),
  own('thal'),
  isOf('thal_fixed', 'thal', [6], 'a fixed defect in the thallium scan'),
  isOf('thal_reversible', 'thal', [7], 'a reversible defect in the thallium scan'),
]

const BY_NAME: ReadonlyMap<string, FeatureSpec> = new Map(FEATURES.map((feature) => [feature.name, feature]))

export function isFeature(name: string): boolean {
  return BY_NAME.has(name)
}

/** @throws RangeError when there is no row feature of that name */
export function feature(name: string): FeatureSpec {
  const found = BY_NAME.get(name)
  if (!found) throw new RangeError(`There is no row feature “${name}”.`)
  return found
}

/**
 * The named features of some patients: rows × names, row-major, as the graph takes them; NaN where one is missing.
 * @throws RangeError when there is no row feature of a name
 */
export function computeFeatures(names: readonly string[], { rows, values }: Patients): Float32Array<ArrayBuffer> {
  const specs = names.map(feature)
  const matrix = new Float32Array(rows * specs.length)
  let at = 0
  for (let row = 0; row < rows; row++) {
    const value = (name: AttributeName) => values[name]?.[row] ?? Number.NaN
    for (const { of } of specs) matrix[at++] = flushSubnormal(of(value))
  }
  return matrix
}

/** The attributes some features are made of, each once. */
export function attributesOf(names: readonly string[]): AttributeName[] {
  return [...new Set(names.flatMap((name) => feature(name).needs))]
}
