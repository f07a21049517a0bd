import { describe, expect, it } from 'vitest'
import { whyNotAssessed } from './assess.ts'
import { ATTRIBUTE_NAMES } from './attributes.ts'
import { computeFeatures, FEATURES } from './features.ts'
import { isHeartTable } from './is-heart-table.ts'
import { leakRules } from './leak-rules.ts'
import { patientKey } from './patient-key.ts'
import { patientTableCsv, simulatePatients } from './simulate-patients.ts'

const patient = (values: Readonly<Record<string, number>>) => ({
  rows: 1,
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Float64Array.of(value)])),
})
const REQUIRES = { requires: [['age'], ['sex'], ['cp']] }

describe('a patient', () => {
  it.each([
    [{ age: 999, sex: 1, cp: 4 }, 'age 999 is not between 1 and 120 years'],
    [{ age: 60, sex: 1, cp: 4, chol: 5.2 }, 'chol 5.2 is not between 50 and 1000 mg/dl'],
    [{ age: 60, sex: 1, cp: 4, trestbps: 1300 }, 'trestbps 1300'],
    [{ age: 60, sex: 1, cp: 9 }, 'cp 9 is no code'],
    [{ age: 60, sex: 1 }, 'the table has no column for cp'],
    [{ age: Number.NaN, sex: 1, cp: 4 }, 'no age'],
  ])('%o is refused in words', (values, words) => {
    expect(whyNotAssessed(REQUIRES, patient(values), 0)).toContain(words)
  })

  it('is judged whatever else is missing, and a negative ST depression is a value', () => {
    expect(whyNotAssessed(REQUIRES, patient({ age: 60, sex: 0, cp: 2, oldpeak: -2.6 }), 0)).toBeNull()
  })

  it('has a key of its values alone, which does not show them', () => {
    const values = { age: 63, sex: 1, cp: 1, chol: 233 }
    const key = patientKey(patient(values), 0)
    expect(patientKey(patient({ ...values, thal: Number.NaN }), 0)).toBe(key)
    expect(patientKey(patient({ ...values, chol: 234 }), 0)).not.toBe(key)
    expect(key).not.toContain('63')
    expect(patientKey(patient({ age: Number.NaN }), 0)).toBeNull()
  })
})

describe('the features of patients', () => {
  it('say nothing of what is missing', () => {
    for (const feature of FEATURES) {
      expect([...computeFeatures([feature.name], patient({}))], feature.name).toEqual([Number.NaN])
      for (const need of feature.needs) expect(ATTRIBUTE_NAMES).toContain(need)
    }
  })

  it('are of their own row alone', () => {
    const rows = simulatePatients({ seed: 'features', rows: 20 }).map(({ values }) => values)
    const all = {
      rows: rows.length,
      values: Object.fromEntries(
        ATTRIBUTE_NAMES.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? Number.NaN)]),
      ),
    }
    const names = FEATURES.map(({ name }) => name)
    const whole = computeFeatures(names, all)
    for (const [r, row] of rows.entries()) {
      const known = Object.fromEntries(ATTRIBUTE_NAMES.map((name) => [name, row[name] ?? Number.NaN]))
      expect([...computeFeatures(names, patient(known))]).toEqual([
        ...whole.subarray(r * names.length, (r + 1) * names.length),
      ])
    }
  })
})

describe('a table of heart patients', () => {
  it('is known by its columns, as the copies of the data name them', () => {
    expect(isHeartTable(['age', 'sex', 'cp', 'trestbps', 'chol', 'num'])).toBe(true)
    expect(isHeartTable(['Age', 'Sex', 'ChestPainType', 'RestingBP', 'Cholesterol', 'MaxHR', 'HeartDisease'])).toBe(
      true,
    )
    expect(isHeartTable(['age', 'sex', 'cp', 'trtbps', 'chol', 'thalachh', 'exng', 'slp', 'caa', 'thall'])).toBe(true)
    expect(isHeartTable(['chest pain type', 'resting bp s', 'max heart rate', 'ST slope', 'age'])).toBe(true)
    expect(isHeartTable(['age', 'sex', 'income', 'label'])).toBe(false)
    expect(isHeartTable(['kepid', 'koi_period', 'koi_depth', 'koi_slope'])).toBe(false)
  })

  it('refuses what is the diagnosis and warns of the hospital; of another table it says nothing', () => {
    const columns = ['id', 'age', 'sex', 'dataset', 'cp', 'trestbps', 'chol', 'thalch', 'rcaprox', 'num']
    const rules = leakRules(columns)
    expect([...rules].map(([name, { verdict }]) => [name, verdict])).toEqual([
      ['id', 'refused'],
      ['dataset', 'warning'],
      ['rcaprox', 'refused'],
      ['num', 'refused'],
    ])
    expect(leakRules(['target', 'income', 'age'])).toEqual(new Map())
  })

  it('is simulated the same from the same seed, and says so', () => {
    const csv = patientTableCsv({ seed: 'same', rows: 5 })
    expect(patientTableCsv({ seed: 'same', rows: 5 })).toBe(csv)
    expect(csv).toMatch(/^# SIMULATED/)
    expect(csv).not.toContain('num')
  })
})
