import { DiagnosisCode, LesionLocation, SkinLabel, type SkinSummary, SkinTone } from '@vouch/contracts/domains/skin'
import { SUBJECT_COLUMNS } from '@vouch/core/domains/skin/subject'
import { VouchError } from '@vouch/core/error'
import type { Subgroup, TableDomain } from '../../prediction/table-domain.ts'

/** Of the class that is called, in the order of the classes. */
export const DIAGNOSIS_COLUMN = 'diagnosis'

const none = () => {
  throw new VouchError('unsupported_media', 'A lesion is called from a picture of it, and not from a table.', [
    { field: 'file', message: 'must be a JPEG, a PNG or a WebP' },
  ])
}
const within = (name: string, of: string, [from, to]: readonly [number, number]): Subgroup => ({ name, of, from, to })

/**
 * Pictures of skin lesions. A picture is a submission of one row; beside its call stand the probabilities of all classes
 * and what was said of it. No table holds such subjects.
 */
export const skin: TableDomain = {
  id: 'skin',
  defaultModel: 'skin-lesion',
  recognises: () => false,
  shown: [
    ...[...DiagnosisCode.options, DIAGNOSIS_COLUMN].map((name) => ({ name, from: name, tells: true as const })),
    ...SUBJECT_COLUMNS.map((name) => ({ name, from: name })),
  ],
  pending: [],
  label: (positive) => (positive ? SkinLabel.enum.MALIGNANT : SkinLabel.enum.BENIGN),
  summarise: ({ positives, negatives, abstained, confident, total }): SkinSummary => ({
    predicted_malignant: positives,
    predicted_benign: negatives,
    abstained,
    mean_probability: positives + negatives === 0 ? null : Math.round((total / (positives + negatives)) * 1e6) / 1e6,
    high_confidence_count: confident,
  }),
  plan: none,
  comparable: (_manifest, _variant, columns) => columns,
  whyNotAssessed: () => null,
  alike: {},
  features: [],
  rowFeatures: () => new Float32Array(0),
  changeable: () => [],
  fragileAbove: 0.1,
  movable: () => [],
  drawWithinErrors: () => ({ rows: 0, values: {} }),
  gather: async () => ({ rows: 0, features: () => new Float32Array(0) }),
  openCurves: null,
  ownColumns: () => [],
  rowKey: () => null,
  subgroups: [
    ...(
      [
        ['skin type I or II', [0, 2]],
        ['skin type III or IV', [2, 4]],
        ['skin type V or VI', [4, SkinTone.options.length]],
      ] as const
    ).map(([name, range]) => within(name, 'skin_tone', range)),
    ...LesionLocation.options.map((name, i) => within(`on the ${name}`, 'lesion_location', [i, i + 1])),
    within('women', 'sex', [0, 1]),
    within('men', 'sex', [1, 2]),
    within('age below 40 years', 'age', [0, 40]),
    within('age of 40 to 60 years', 'age', [40, 60]),
    within('age of 60 years and more', 'age', [60, Infinity]),
  ],
  sample: null,
  knownColumns: { labels: [], groups: [] },
  leakRules: () => new Map(),
}
