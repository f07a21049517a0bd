import type { HeartMapping } from '@vouch/contracts/domains/heart'
import { describe, expect, it } from 'vitest'
import { openTable } from '../../table/open-table.ts'
import { ATTRIBUTE_NAMES, type AttributeName } from './attributes.ts'
import { columnRequests, mapColumns } from './map-columns.ts'
import { mappingReport } from './report.ts'
import { closeSurvey, emptyTally, tallyChunk } from './survey-table.ts'
import { toPatients } from './to-patients.ts'

const LIMITS = { bytes: 1e6, unpackedBytes: 1e6, rows: 1e4, columns: 100, cellBytes: 1e4 }

/** A table's patients as a model gets them, and what its owner is told. */
async function read(csv: string) {
  const reader = await openTable(new Blob([csv]), { limits: LIMITS })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  const tally = emptyTally()
  for await (const chunk of reader.chunks(columnRequests(plan))) {
    tallyChunk(plan, chunk, tally)
    const survey = closeSurvey(plan, tally)
    const { patients, ids } = toPatients(plan, chunk, survey.found.coding)
    const told = { rows: chunk.rows, counts: reader.counts, warnings: reader.warnings }
    const report = mappingReport(plan, survey, { read: told, wanted: ATTRIBUTE_NAMES })
    const of = (name: AttributeName) => [...(patients.values[name] ?? [])]
    return { of, ids, report, patients }
  }
  throw new Error('There is no row.')
}

const codes = (report: HeartMapping) => report.warnings.map(({ code }) => code)

/** The same five patients in each coding; the second was not scanned. */
const UCI = `age,sex,cp,restecg,slope,ca,thal
63,1,1,2,3,0,6
41,0,2,0,1,?,?
56,1,4,1,2,2,7
50,0,3,0,1,0,3
61,1,4,0,2,1,3
`
const KAGGLE = `age,sex,cp,restecg,slope,ca,thal,target
63,1,3,0,0,0,1,1
41,0,1,1,2,4,0,1
56,1,0,2,1,2,3,0
50,0,2,1,2,0,2,1
61,1,0,1,1,1,2,0
`
const ZERO_BASED = `age,sex,cp,restecg,slope,ca,thal,condition
63,1,0,2,2,0,1,0
41,0,1,0,0,,,0
56,1,3,1,1,2,2,1
50,0,2,0,0,0,0,0
61,1,3,0,1,1,0,1
`
const WORDS = `Age,Sex,ChestPainType,RestingECG,ST_Slope,ca,thal
63,M,Typical Angina,LVH,Down,0,fixed defect
41,F,ATA,Normal,Up,,
56,male,asymptomatic,ST-T abnormality,flat,2,reversable defect
50,female,non-anginal,normal,upsloping,0,normal
61,M,ASY,Normal,Flat,1,normal
`

describe('a table of patients', () => {
  it.each([
    ['uci', 'found', UCI],
    ['kaggle', 'found', KAGGLE],
    ['zero_based', 'found', ZERO_BASED],
    ['uci', 'not_needed', WORDS],
  ] as const)('is the same patients in the coding %s (%s)', async (coding, from, csv) => {
    const { of, report } = await read(csv)
    expect([report.coding, report.coding_from]).toEqual([coding, from])
    expect(of('sex')).toEqual([1, 0, 1, 0, 1])
    expect(of('cp')).toEqual([1, 2, 4, 3, 4])
    expect(of('restecg')).toEqual([2, 0, 1, 0, 0])
    expect(of('slope')).toEqual([3, 1, 2, 1, 2])
    expect(of('ca')).toEqual([0, Number.NaN, 2, 0, 1])
    expect(of('thal')).toEqual([6, Number.NaN, 7, 3, 3])
    expect(codes(report)).toEqual([])
  })

  it.each([
    [
      'thal 3 alone is a normal scan in UCI’s codes, and a warning says that they were assumed',
      '3,3,2',
      'uci',
      [3],
      'assumed',
    ],
    ['thal 3 beside a chest pain of 0 is the Kaggle copies’ reversible defect', '0,3,1', 'kaggle', [7], 'found'],
    ['thal 3 beside a slope of 0 is, too', '2,3,0', 'kaggle', [7], 'found'],
    ['thal 6 is a fixed defect in UCI’s', '3,6,2', 'uci', [6], 'found'],
    [
      'thal 2 beside a chest pain of 0 is taken for the Kaggle copies’, with a warning',
      '0,2,1',
      'kaggle',
      [3],
      'assumed',
    ],
  ] as const)('of one row: %s', async (_, cells, coding, thal, from) => {
    const { of, report } = await read(`age,sex,cp,thal,slope\n60,1,${cells}\n`)
    expect([report.coding, report.coding_from]).toEqual([coding, from])
    expect(of('thal')).toEqual(thal)
    expect(codes(report)).toEqual(from === 'assumed' ? ['coding'] : [])
  })

  it('is read as its sender says, row by row', async () => {
    const { of, report } = await read('age,sex,cp,thal,coding\n60,1,3,3,uci\n60,1,3,3,kaggle\n60,1,1,2,zero_based\n')
    expect(of('thal')).toEqual([3, 7, 7])
    expect(of('cp')).toEqual([3, 1, 2])
    expect([report.coding_from, codes(report)]).toEqual(['said', []])
  })

  it('takes 0, -9 and ? for missing where no patient has such a value, and a depression of 0 for 0', async () => {
    const { of } = await read('age,sex,trestbps,chol,thalach,oldpeak,fbs\n60,1,0,0,0,0,?\n-9,1,-9,-9,-9,-9,-9\n')
    for (const name of ['trestbps', 'chol', 'thalach', 'fbs'] as const)
      expect(of(name)).toEqual([Number.NaN, Number.NaN])
    expect(of('age')).toEqual([60, Number.NaN])
    expect(of('oldpeak')).toEqual([0, Number.NaN])
  })

  it('brings cholesterol of mmol/l to mg/dl where the header says so', async () => {
    const { of, report } = await read('age,sex,cp,chol (mmol/l),thalach\n60,1,4,5.2,150\n')
    expect(of('chol')[0]).toBeCloseTo(201.06, 2)
    expect(report.mapped.find(({ quantity }) => quantity === 'chol')).toMatchObject({
      unit: 'mmol/l',
      to_unit: 'mg/dl',
    })
  })

  it('counts what no coding knows, and takes it for missing', async () => {
    const { of, report } = await read('age,sex,cp,thal\n60,1,4,5\n60,1,4,cloudy\n60,1,4,7\n')
    expect(of('thal')).toEqual([Number.NaN, Number.NaN, 7])
    expect(report.warnings).toMatchObject([{ code: 'unknown_category', count: 2 }])
    expect(report.mapped.find(({ quantity }) => quantity === 'thal')).toMatchObject({ filled: 1, unreadable: 2 })
  })

  it('never uses the diagnosis, under any of its names, and names rows by their patient', async () => {
    const { ids, report } = await read('patient_id,age,sex,cp,num,HeartDisease,target\nA7,60,1,4,3,1,0\n')
    expect(ids).toEqual(['A7'])
    expect(report.leaking.map(({ column }) => column)).toEqual(['num', 'HeartDisease', 'target'])
  })
})
