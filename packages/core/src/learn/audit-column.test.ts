import { ColumnAudit, DatasetAudit, LeakBadge } from '@vouch/contracts/dataset'
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { auditColumn, type AuditedColumn, auditRows, type AuditRows } from './audit-column.ts'
import { auditDataset, leakBadge } from './audit-dataset.ts'
import { classesOfNumbers, classesOfTexts, encodeTarget } from './encode-target.ts'

/** Stars of one to four signals; the label is the signal's, and signals of a star are alike. */
function stars(count: number, seed = 'stars'): AuditRows {
  const random = createRandom(seed)
  const [labels, groups]: [number[], number[]] = [[], []]
  for (let star = 0; star < count; star++) {
    const planets = random.uniform() < 0.4
    for (let k = 1 + random.int(4); k > 0; k--) {
      labels.push(Number(random.uniform() < (planets ? 0.9 : 0.1)))
      groups.push(star)
    }
  }
  return auditRows(Uint8Array.from(labels), groups, random.fork('folds'))
}

const rows = stars(1200)
const n = rows.labels.length

/** A column made row by row from the label, chance and the row's number. */
function numbers(make: (label: number, random: Random, row: number) => number): AuditedColumn {
  const random = createRandom('column')
  return { name: 'x', values: Float64Array.from(rows.labels, (label, row) => make(label, random, row)) }
}

function texts(make: (label: number, random: Random, row: number) => string | null): AuditedColumn {
  const random = createRandom('column')
  return { name: 'x', values: Array.from(rows.labels, (label, row) => make(label, random, row)) }
}

/** The audit, after a journey over the wire. */
const audit = (column: AuditedColumn, of = rows) =>
  ColumnAudit.parse(JSON.parse(JSON.stringify(auditColumn(column, of))))

describe('a column of numbers', () => {
  it('is refused when it is the answer, with noise and upside down', () => {
    const found = audit(numbers((label, random) => -label + 0.2 * random.normal()))
    expect(found).toMatchObject({ verdict: 'refused', causes: ['separates'] })
    expect(found.rank?.auc).toBeGreaterThan(0.99)
    expect(found.rank?.interval?.[0]).toBeGreaterThan(0.99)
  })

  it('is refused when it tells the label without rising or falling with it', () => {
    const found = audit(
      numbers((label, random) => (label === 1 ? random.uniform() : random.int(2) * 2 - 1 + random.uniform())),
    )
    expect(found.rank?.auc).toBeLessThan(0.6)
    expect(found.encoded?.auc).toBeGreaterThan(0.97)
    expect(found).toMatchObject({ verdict: 'refused', causes: ['separates'] })
  })

  it('is warned of when it parts the labels better than a measurement, and is no copy', () => {
    const found = audit(numbers((label, random) => label + 0.43 * random.normal()))
    expect(found).toMatchObject({ verdict: 'warning', causes: ['separates'] })
    expect(found.reason).toMatch(/AUC of 0\.9[4-6]/)
  })

  it('is fine when it is a good measurement, or noise, or says nothing at all', () => {
    for (const spread of [1, 3, 1000])
      expect(audit(numbers((label, random) => label + spread * random.normal()))).toMatchObject({
        verdict: 'ok',
        reason: null,
      })
    expect(audit(numbers(() => 5))).toMatchObject({ verdict: 'ok', rank: { auc: 0.5 } })
    expect(audit(numbers(() => Number.NaN))).toMatchObject({ verdict: 'ok', rank: null, encoded: null })
  })

  it('is not refused for a few rows that happen to be in order', () => {
    const few = auditRows(
      Uint8Array.from({ length: 24 }, (_, i) => i % 2),
      Array.from({ length: 24 }, (_, i) => i),
      createRandom(1),
    )
    const found = auditColumn({ name: 'x', values: Float64Array.from(few.labels, (label, i) => label + i / 100) }, few)
    expect(found.rank?.auc).toBe(1)
    expect(found.verdict).toBe('warning')
    const fewer = auditRows(Uint8Array.from([1, 0, 1, 0]), [0, 1, 2, 3], createRandom(1))
    expect(auditColumn({ name: 'x', values: Float64Array.from(fewer.labels) }, fewer).rank).toBeNull()
  })

  it('is refused when it counts the rows or names the group, and not when it is a measurement of the star', () => {
    expect(audit(numbers((_label, _random, row) => 700 + row))).toMatchObject({
      verdict: 'refused',
      causes: ['identifier'],
    })
    expect(audit(numbers((_label, _random, row) => 10_000 + 7 * rows.groups[row]!))).toMatchObject({
      causes: ['identifier'],
    })
    expect(audit(numbers((_label, _random, row) => 5000 + rows.groups[row]! / 7)).verdict).toBe('ok')
    expect(audit(numbers((_label, _random, row) => 5000 + (rows.groups[row]! % 300))).verdict).toBe('ok')
  })
})

describe('missing cells', () => {
  it('that tell the label are warned of, with both shares, an interval and a p', () => {
    const found = audit(
      numbers((label, random) => (random.uniform() < (label === 1 ? 0.02 : 0.25) ? Number.NaN : random.normal())),
    )
    expect(found).toMatchObject({
      verdict: 'warning',
      causes: ['missingness'],
      missingness: { sentinel: null, test: 'score' },
    })
    const { difference, interval, missing_share_positive, missing_share_negative, auc } = found.missingness!
    expect(missing_share_positive).toBeLessThan(0.05)
    expect(missing_share_negative).toBeGreaterThan(0.2)
    expect(difference).toBeCloseTo(missing_share_positive - missing_share_negative, 12)
    expect(interval[0] < difference && difference < interval[1] && interval[1] < 0).toBe(true)
    expect(auc).toBeCloseTo(0.5 - difference / 2, 12)
  })

  it('that are a sentinel are warned of as missing ones, and the sentinel is named', () => {
    const found = audit(
      numbers((label, random) => (random.uniform() < (label === 1 ? 0.01 : 0.3) ? -1 : random.uniform())),
    )
    expect(found).toMatchObject({ verdict: 'warning', causes: ['missingness'], missingness: { sentinel: -1 } })
    expect(found.reason).toContain('missing or -1')
  })

  it('that tell nothing are let be, and so is -1 as a class or among other negative numbers', () => {
    const missing = numbers((_, random) => (random.uniform() < 0.3 ? Number.NaN : random.normal()))
    expect(audit(missing)).toMatchObject({ verdict: 'ok', missingness: { sentinel: null } })
    expect(audit(numbers((_, random) => random.int(3) - 1))).toMatchObject({ verdict: 'ok', missingness: null })
    expect(audit(numbers((_, random) => random.int(50) - 25))).toMatchObject({ verdict: 'ok', missingness: null })
  })

  it('of text count as those of numbers', () => {
    const found = audit(
      texts((label, random) => (label === 1 && random.uniform() < 0.5 ? null : `class ${random.int(4)}`)),
    )
    expect(found).toMatchObject({ verdict: 'warning', causes: ['missingness'], rank: null })
  })
})

describe('a column of classes', () => {
  it('is refused when its classes are the answer', () => {
    const found = audit(
      texts((label, random) => (random.uniform() < 0.01 ? 'CANDIDATE' : ['FALSE', 'CONFIRMED'][label]!)),
    )
    expect(found.verdict).toBe('refused')
    expect(found.causes).toContain('separates')
  })

  it('is warned of for a flag that stands beside one label only, however rare', () => {
    const flag = (label: number, random: Random) => Number(label === 0 && random.uniform() < 0.08)
    expect(audit(numbers(flag))).toMatchObject({
      verdict: 'warning',
      causes: ['pure_value'],
      pure_value: { value: '1', positive_share: 0 },
    })
    expect(audit(texts((label, random) => ['no', 'yes'][flag(label, random)]!))).toMatchObject({
      pure_value: { value: 'yes' },
    })
    // not for few rows, nor for one that is only likelier beside one label
    expect(audit(numbers((label, _random, row) => Number(label === 0 && row % 300 === 0))).verdict).toBe('ok')
    expect(audit(numbers((label, random) => Number(random.uniform() < (label === 0 ? 0.3 : 0.1)))).verdict).toBe('ok')
  })

  it('that names rows or groups is refused, though its classes tell nothing', () => {
    const named = audit(texts((_label, _random, row) => `K${row}`))
    expect(named).toMatchObject({ verdict: 'refused', causes: ['identifier'], encoded: { auc: 0.5 } })
    expect(audit(texts((_label, _random, row) => `star ${rows.groups[row]}`))).toMatchObject({ causes: ['identifier'] })
  })

  it('is scored on other groups: classes of a star, whose rows share a label, tell nothing', () => {
    // three stars a class: within the table each class has its own share of planets
    const classes = classesOfTexts(Array.from({ length: n }, (_, row) => `c${Math.floor(rows.groups[row]! / 3)}`))
    const scores = encodeTarget(classes, rows.labels, rows.folds!)
    const found = auditColumn({ name: 'x', values: scores }, rows)
    expect(found.rank?.auc).toBeLessThan(0.56)
    const leaky = encodeTarget(
      classes,
      rows.labels,
      Uint8Array.from({ length: n }, (_, row) => row % 5),
    )
    expect(auditColumn({ name: 'x', values: leaky }, rows).rank?.auc).toBeGreaterThan(0.6)
  })
})

describe('encoding by target', () => {
  it('gives the share of the other folds, drawn towards that of all', () => {
    const classes = Int32Array.from([0, 0, 0, 1, -1, 0])
    const scores = encodeTarget(classes, Uint8Array.from([1, 0, 1, 1, 1, 1]), Uint8Array.from([0, 0, 1, 1, 1, 1]))
    const prior = 4 / 5
    expect(scores[0]).toBeCloseTo((2 + 10 * prior) / 12, 12)
    expect(scores[1]).toBe(scores[0])
    expect(scores[2]).toBeCloseTo((1 + 10 * prior) / 12, 12)
    expect(scores[3]).toBeCloseTo(prior, 12)
    expect(scores[4]).toBeNaN()
  })

  it('puts equal numbers into one class, and about as many into each', () => {
    const values = Float64Array.from({ length: 640 }, (_, i) => (i < 100 ? 7 : i))
    const classes = classesOfNumbers(values)
    expect(new Set(classes.slice(0, 100)).size).toBe(1)
    expect(Math.max(...classes)).toBeGreaterThan(15)
    expect(classesOfNumbers(Float64Array.from([Number.NaN, 3]))).toEqual(Int32Array.from([-1, 0]))
  })
})

describe('the audit of a table', () => {
  const subject = { label: 'disposition', positive: ['CONFIRMED'], group_key: 'star' }
  const columns = [
    { ...numbers((label, random) => label + random.normal()), name: 'clean' },
    {
      ...numbers((label, random) => label + random.normal()),
      name: 'prior',
      known: { verdict: 'warning', reason: 'a prior' },
    },
    { ...numbers((label) => label), name: 'copy', known: { verdict: 'refused', reason: 'the verdict' } },
    {
      ...numbers((label, random) => (random.uniform() < 0.05 * (1 - label) ? Number.NaN : random.normal())),
      name: '__proto__',
    },
  ] satisfies AuditedColumn[]

  it('says what is known of a column before what was measured', async () => {
    const made = { ...(await auditDataset(columns, rows, subject)), features: [] }
    const found = DatasetAudit.parse(JSON.parse(JSON.stringify(made)))
    expect(found).toMatchObject({ ...subject, rows: n, groups: 1200 })
    expect(found.columns.map(({ column, verdict }) => [column, verdict])).toEqual([
      ['clean', 'ok'],
      ['prior', 'warning'],
      ['copy', 'refused'],
      ['__proto__', 'ok'],
    ])
    expect(found.columns[2]?.reason).toMatch(/^the verdict; /)
  })

  it('warns of the table where missing cells tell too little for any one column', async () => {
    const found = await auditDataset(columns, rows, subject)
    expect(found.warnings).toMatchObject([{ code: 'missing_cells_tell', count: 1 }])
    expect((await auditDataset([], rows, { ...subject, group_key: null })).warnings).toMatchObject([
      { code: 'no_group_key' },
    ])
  })

  it('gives a badge to a model that uses a column that was warned of, and none to another', async () => {
    const { columns: audits } = await auditDataset(columns, rows, subject)
    expect(leakBadge(audits, ['clean', '__proto__'])).toBeNull()
    const badge = leakBadge(audits, ['clean', 'prior'])
    expect(LeakBadge.parse(badge)).toMatchObject({
      columns: [{ column: 'prior', causes: ['known'], reason: 'a prior' }],
    })
  })

  it('is the same for the same seed', () => {
    expect(stars(50)).toEqual(stars(50))
    expect(auditColumn(columns[0]!, rows)).toEqual(auditColumn(columns[0]!, rows))
  })

  it('does without folds where there is one group, and without labels of one kind', () => {
    const one = auditRows(Uint8Array.from([0, 1, 1]), [0, 0, 0], createRandom(1))
    expect(one.folds).toBeNull()
    expect(audit({ name: 'x', values: Float64Array.from([1, 2, 3]) }, one)).toMatchObject({
      verdict: 'ok',
      encoded: null,
    })
    const none = auditRows(new Uint8Array(0), [], createRandom(1))
    expect(audit({ name: 'x', values: new Float64Array(0) }, none)).toMatchObject({ verdict: 'ok', rank: null })
    const positive = auditRows(
      new Uint8Array(40).fill(1),
      Array.from({ length: 40 }, (_, i) => i),
      createRandom(1),
    )
    expect(audit({ name: 'x', values: new Float64Array(40) }, positive)).toMatchObject({ verdict: 'ok', rank: null })
  })
})
