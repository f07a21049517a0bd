import type { Manifest } from '@vouch/contracts/model'

export const SUMMARY =
  'A logistic regression and boosted stumps, averaged, on what a heart clinic measures: how likely is it that a coronary artery is narrowed by more than half. Not a medical device.'

export const WHY_TRANSFER =
  'It learned from four hospitals of the 1980s, and each was judged by a model of the other three: how it does where it never was stands above, and differs by hospital.'

export const DROPPED: Manifest['training']['dropped'] = [
  { what: 'num', count: null, why: 'it is the diagnosis: 1 to 4 is the disease, 0 is none' },
  {
    what: 'a second row with the same thirteen values and diagnosis',
    count: null,
    why: 'most likely the same patient twice',
  },
  {
    what: 'cholesterol, fasting blood sugar, resting electrocardiogram',
    count: null,
    why: 'they added nothing across hospitals: Switzerland took no cholesterol (0 stands there for missing), and the readings of the others differ by who read them',
  },
  {
    what: 'that a value is missing, and the hospital',
    count: null,
    why: 'both tell where a patient came to, and with that how common the disease is there; nothing of a patient of another hospital',
  },
]

export const LIMITS: readonly string[] = [
  'Not a medical device. It was never tested in a clinic and no one may be treated, or left untreated, by it.',
  'Patients were sent to angiography in four hospitals between 1981 and 1987: those whom a doctor already suspected of the disease, and mostly men (six of 161 in Long Beach were women). It says nothing of people who were not sent there, and the disease, its treatment and its tests have changed since.',
  'How well a probability means what it says differs by hospital, because the disease was in 35 % of the patients in Budapest and in 92 % in Switzerland: slope and intercept of the calibration stand above for each, and nobody should read a probability as his own risk.',
  'The intervals are wide: Switzerland’s are of 8 patients without the disease, Long Beach’s of 42.',
  'Outside Cleveland fluoroscopy (ca) and thallium scan (thal) were hardly done; where they are missing, the values that stand for them are the training’s medians, and the call leans on the rest.',
  'What was tried before: three kinds of learner, nine sets of inputs and whether rows are also learned with values hidden or with hospitals weighed alike, looked at on all four hospitals left out in turn; the means lay between .79 and .81, within each other’s intervals. Choice of settings is nested, choice of inputs and of the kind of model is not: expect somewhat less elsewhere.',
]
