import { Coding, HeartLabel, type HeartSummary } from '@vouch/contracts/domains/heart'
import type { Manifest } from '@vouch/contracts/model'
import { isAttribute, whyNotAssessed } from '@vouch/core/domains/heart/assess'
import { ATTRIBUTE_NAMES, ATTRIBUTES, type AttributeName } from '@vouch/core/domains/heart/attributes'
import { attributesOf, computeFeatures, FEATURES, isFeature } from '@vouch/core/domains/heart/features'
import { isHeartTable } from '@vouch/core/domains/heart/is-heart-table'
import { leakRules } from '@vouch/core/domains/heart/leak-rules'
import { columnRequests, type ColumnPlan, mapColumns } from '@vouch/core/domains/heart/map-columns'
import { patientKey } from '@vouch/core/domains/heart/patient-key'
import { mappingReport } from '@vouch/core/domains/heart/report'
import { patientTableCsv } from '@vouch/core/domains/heart/simulate-patients'
import { closeSurvey, emptyTally, type Survey, tallyChunk } from '@vouch/core/domains/heart/survey-table'
import { toPatients } from '@vouch/core/domains/heart/to-patients'
import { TRAINING_COLUMNS } from '@vouch/core/domains/heart/training-columns'
import type { DecisionCount } from '@vouch/core/model/decide'
import type { NamedColumns, TableDomain, TablePlan } from '../../prediction/table-domain.ts'

/** The one kind of table there is: which hospital wrote it is not seen, and must not be. */
const VARIANT = 'patients'
const SAMPLE = { seed: 'vouch-sample', rows: 120 }

/** Patients with the thirteen values of the UCI heart disease data, in any of its codings. */
export const heart: TableDomain = {
  id: 'heart',
  defaultModel: 'heart-risk',
  recognises: isHeartTable,
  shown: ATTRIBUTE_NAMES.map((name) => ({ name, from: name })),
  pending: [],
  label: (positive) => (positive ? HeartLabel.enum.DISEASE : HeartLabel.enum['NO DISEASE']),
  summarise: ({ positives, negatives, abstained, confident, total }: DecisionCount): HeartSummary => ({
    predicted_disease: positives,
    predicted_no_disease: negatives,
    abstained,
    mean_probability: positives + negatives === 0 ? null : Math.round((total / (positives + negatives)) * 1e6) / 1e6,
    high_confidence_count: confident,
  }),
  plan({ columns, comments }) {
    const plan = mapColumns(columns, comments)
    const unsettled = tablePlan(plan, closeSurvey(plan, emptyTally()))
    return {
      ...unsettled,
      survey: {
        requests: unsettled.requests,
        async settle(chunks) {
          const tally = emptyTally()
          for await (const chunk of chunks) tallyChunk(plan, chunk, tally)
          return tablePlan(plan, closeSurvey(plan, tally))
        },
      },
    }
  },
  comparable: (_manifest, _variant, columns) => columns,
  whyNotAssessed,
  alike: {},
  features: FEATURES,
  rowFeatures: (names, columns) => computeFeatures(names, columns),
  changeable: (manifest) => attributesOfModel(manifest).map((name) => ({ key: name, name, ...about(name) })),
  fragileAbove: 0.1,
  // no table gives an error for a patient's value
  movable: () => [],
  drawWithinErrors: (_columns: NamedColumns) => ({ rows: 0, values: {} }),
  gather: async () => ({ rows: 0, features: () => new Float32Array(0) }),
  openCurves: null,
  // without a word of its coding a table of few patients would have to be guessed at
  ownColumns: () => [
    ...ATTRIBUTE_NAMES.map((name) => ({ column: name, key: name })),
    { column: 'coding', always: Coding.enum.uci },
  ],
  rowKey: patientKey,
  subgroups: [
    { name: 'women', of: 'sex', from: 0, to: 1 },
    { name: 'men', of: 'sex', from: 1, to: 2 },
    { name: 'age below 50 years', of: 'age', from: 0, to: 50 },
    { name: 'age of 50 to 60 years', of: 'age', from: 50, to: 60 },
    { name: 'age of 60 years and more', of: 'age', from: 60, to: Infinity },
  ],
  sample: {
    name: 'simulated-patients.csv',
    note: 'Simulated: made-up patients in the format of the UCI heart disease data. No row of it is a real patient.',
    csv: () => patientTableCsv(SAMPLE),
  },
  knownColumns: TRAINING_COLUMNS,
  leakRules,
}

function tablePlan(plan: ColumnPlan, survey: Survey): TablePlan {
  return {
    requests: columnRequests(plan),
    sources: new Map(plan.bindings.map(({ index, attribute, factor }) => [index, { key: attribute, factor }])),
    variant: VARIANT,
    simulated: plan.simulated,
    survey: null,
    convert(chunk) {
      const { patients, ids } = toPatients(plan, chunk, survey.found.coding)
      return { ids, columns: patients }
    },
    report: (read, manifest) =>
      JSON.stringify(mappingReport(plan, survey, { read, wanted: attributesOfModel(manifest) })),
  }
}

function about(name: AttributeName) {
  const { unit, description } = ATTRIBUTES[name]
  return { unit, description }
}

/** The attributes that a model goes by; none of one that takes columns by their names. */
function attributesOfModel({ takes, inputs, requires }: Manifest): AttributeName[] {
  if (takes === 'columns') return []
  const made = attributesOf(inputs.map(({ name }) => name).filter(isFeature))
  return [...new Set([...made, ...requires.flat().filter(isAttribute)])]
}
