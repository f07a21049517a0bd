import { Call } from '@vouch/contracts/domains/exoplanet'
import { NotAssessed } from '@vouch/contracts/prediction'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallRules, encodeRows, type ScoredRows } from './call-rows.ts'
import { createTextBytes, type TextBytes } from './text-bytes.ts'

const rules: CallRules = {
  threshold: 0.5,
  abstain: { from: 0.4, to: 0.6 },
  labels: { positive: 'PLANET', negative: 'FALSE POSITIVE' },
  shown: [
    { name: 'orbital_period', from: 'period' },
    { name: 'planet_radius', from: 'radius' },
    { name: 'transit_duration', from: 'duration' },
  ],
  fragileAbove: 0.1,
  inputs: ['log_period', 'a "quoted" input'],
}

const scored: fc.Arbitrary<ScoredRows> = fc
  .record({
    firstRow: fc.nat(1_000_000),
    rows: fc.array(
      fc.record({
        id: fc.string({ unit: 'binary' }),
        probability: fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1e6),
        reason: fc.option(fc.string({ unit: 'binary' })),
        shown: fc.tuple(fc.double(), fc.double()),
        flips: fc.integer({ min: 0, max: 65 }).map((n) => (n > 64 ? Number.NaN : n / 64)),
        features: fc.tuple(fc.float(), fc.float()),
      }),
      { maxLength: 6 },
    ),
    fragile: fc.boolean(),
    all: fc.boolean(),
  })
  .map(({ firstRow, rows, fragile, all }) => ({
    firstRow,
    ids: rows.map(({ id }) => id),
    probability: Float64Array.from(rows, ({ probability, reason }) => (reason === null ? probability : Number.NaN)),
    reasons: new Map(rows.flatMap(({ reason }, r) => (reason === null ? [] : [[r, reason] as const]))),
    flipRate: fragile ? Float64Array.from(rows, ({ flips }) => flips) : null,
    shown: [Float64Array.from(rows, (row) => row.shown[0]), Float64Array.from(rows, (row) => row.shown[1]), null],
    features: all ? Float32Array.from(rows.flatMap((row) => row.features)) : null,
  }))

/** The same calls made as objects, the slow and plain way. */
function asObjects(rows: ScoredRows): { predictions: unknown[]; notAssessed: unknown[] } {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null)
  const calls = rows.ids.map((id, r) => ({
    row: rows.firstRow + r,
    id,
    prediction: rows.probability[r]! >= 0.5 ? 'PLANET' : 'FALSE POSITIVE',
    probability: rows.probability[r],
    abstained: rows.probability[r]! >= 0.4 && rows.probability[r]! < 0.6,
    features: {
      ...Object.fromEntries(rules.shown.map(({ name }, i) => [name, finite(rows.shown[i]?.[r])])),
      ...(rows.features
        ? Object.fromEntries(rules.inputs.map((name, i) => [name, finite(rows.features?.[r * 2 + i])]))
        : {}),
    },
    fragile: finite(rows.flipRate?.[r]) === null ? null : rows.flipRate![r]! > 0.1,
    flip_rate: finite(rows.flipRate?.[r]),
  }))
  return {
    predictions: calls.filter((_, r) => !rows.reasons.has(r)),
    notAssessed: [...rows.reasons].map(([r, reason]) => ({ row: rows.firstRow + r, id: rows.ids[r], reason })),
  }
}

function encode(rows: ScoredRows, from?: number, to?: number): { predictions: string; notAssessed: string } {
  const lists = { predictions: createTextBytes(4), notAssessed: createTextBytes(4) }
  encodeRows(rows, rules, lists, from, to)
  const text = (list: TextBytes) => new TextDecoder().decode(list.toBytes())
  return { predictions: text(lists.predictions), notAssessed: text(lists.notAssessed) }
}

describe('encodeRows', () => {
  it('writes what JSON.stringify would write of the calls', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const { predictions, notAssessed } = encode(rows)
        const objects = asObjects(rows)
        expect(`[${predictions}]`).toBe(JSON.stringify(objects.predictions))
        expect(`[${notAssessed}]`).toBe(JSON.stringify(objects.notAssessed))
        Call.strict()
          .array()
          .parse(JSON.parse(`[${predictions}]`))
        NotAssessed.strict()
          .array()
          .parse(JSON.parse(`[${notAssessed}]`))
      }),
      { numRuns: 500 },
    )
  })

  it('writes the rows that are asked for, numbered as in the table', () => {
    const rows: ScoredRows = {
      firstRow: 100,
      ids: ['a', 'b', 'c'],
      probability: Float64Array.of(0.1, 0.9, 0.5),
      reasons: new Map(),
      flipRate: null,
      shown: [null, null, null],
      features: null,
    }
    const { predictions } = encode(rows, 1, 3)
    expect(
      Call.array()
        .parse(JSON.parse(`[${predictions}]`))
        .map(({ row, id }) => [row, id]),
    ).toEqual([
      [101, 'b'],
      [102, 'c'],
    ])
  })
})
