import { VouchError } from '@vouch/core/error'
import { describe, expect, it } from 'vitest'
import type { ScoreResult, ScoreRowsTask } from '../worker/score-task.ts'
import { createRowBatcher, joinRows, type PlainRows } from './row-batcher.ts'

/** A scorer whose result tells which row it is of; it fails on any batch with a period of 13. */
function tellingScorer() {
  const batches: ScoreRowsTask[] = []
  const send = async (task: ScoreRowsTask): Promise<ScoreResult> => {
    batches.push(task)
    await new Promise((resolve) => setTimeout(resolve, 2))
    const period = task.columns.values['period'] ?? new Float64Array(task.columns.rows).fill(Number.NaN)
    if (period.includes(13)) throw new VouchError('unavailable', 'unlucky')
    return {
      probability: Float64Array.from(period, (value) => value / 1000),
      reasons: [...period].flatMap((value, row) => (value === 0 ? [[row, 'zero'] as const] : [])),
      flipRate: null,
      features: null,
      shown: [period],
    }
  }
  return { batches, send }
}

function rowsOf(periods: readonly number[], more: Partial<PlainRows> = {}): PlainRows {
  return {
    model: 'koi',
    variant: 'koi',
    columns: { rows: periods.length, values: { period: Float64Array.from(periods) } },
    ...more,
  }
}

describe('createRowBatcher', () => {
  it('sends the rows that arrive together as one message and gives every caller his own results', async () => {
    const { batches, send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 1 })
    const asked = Array.from({ length: 50 }, (_, i) => Array.from({ length: 1 + (i % 3) }, (_, k) => 100 + i * 10 + k))
    const results = await Promise.all(asked.map((periods) => batcher.score(rowsOf(periods))))
    expect(results.map(({ probability }) => [...probability])).toEqual(
      asked.map((periods) => periods.map((p) => p / 1000)),
    )
    expect(batches).toHaveLength(1)
    expect(batches[0]?.columns.rows).toBe(asked.flat().length)
  })

  it('gathers what comes while a batch is on its way', async () => {
    const { batches, send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 1 })
    const first = batcher.score(rowsOf([1]))
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([first, ...[2, 3, 4].map((period) => batcher.score(rowsOf([period])))])
    expect(batches.map(({ columns }) => columns.rows)).toEqual([1, 3])
  })

  it('fails only the caller whose rows fail', async () => {
    const { send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 2 })
    const settled = await Promise.allSettled([[1], [13], [2, 3]].map((periods) => batcher.score(rowsOf(periods))))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled.map((one) => (one.status === 'fulfilled' ? [...one.value.probability] : null))).toEqual([
      [0.001],
      null,
      [0.002, 0.003],
    ])
  })

  it('counts the rows that were not assessed from each caller’s first row', async () => {
    const { send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 1 })
    const results = await Promise.all([[5, 0], [0, 6], [7]].map((periods) => batcher.score(rowsOf(periods))))
    expect(results.map(({ reasons }) => reasons)).toEqual([[[1, 'zero']], [[0, 'zero']], []])
  })

  it('never mixes models, or kinds of tables', async () => {
    const { batches, send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 4 })
    await Promise.all([
      batcher.score(rowsOf([1])),
      batcher.score(rowsOf([2], { model: 'other' })),
      batcher.score(rowsOf([3], { variant: 'k2' })),
    ])
    expect(batches.map(({ model, variant }) => `${model} ${variant}`).sort()).toEqual([
      'koi k2',
      'koi koi',
      'other koi',
    ])
  })

  it('refuses more rows than it may hold, and goes on with the others', async () => {
    const { send } = tellingScorer()
    const batcher = createRowBatcher(send, { lanes: 1 })
    const kept = batcher.score(rowsOf([1]))
    await expect(batcher.score(rowsOf(new Array<number>(100_000).fill(1)))).rejects.toThrow(/waiting/)
    await expect(kept).resolves.toMatchObject({ reasons: [] })
  })
})

describe('joinRows', () => {
  it('leaves a column missing for those who did not send it', () => {
    const joined = joinRows([
      { rows: 1, values: { a: Float64Array.of(1) } },
      { rows: 2, values: { b: Float64Array.of(2, 3) } },
    ])
    expect(joined.rows).toBe(3)
    expect([...(joined.values['a'] ?? [])]).toEqual([1, Number.NaN, Number.NaN])
    expect([...(joined.values['b'] ?? [])]).toEqual([Number.NaN, 2, 3])
  })
})
