import { createRandom } from '@vouch/core/random'
import { type ChosenItem, chooseItems } from '@vouch/core/review/choose-items'
import { DOMAINS } from '../domains/domains.ts'
import { type CallsReader, openCalls, type StoredCall } from '../prediction/calls-file.ts'
import { PIECE_ROWS } from '../prediction/export-calls.ts'
import { type AssessedCall, toAssessed } from '../prediction/read-calls.ts'
import type { ChooseTask, PickTask } from './read-task.ts'

/** A call that experts are to judge, and why it was chosen. */
export interface ChosenCall extends AssessedCall {
  readonly slice: ChosenItem['slice']
  readonly place: number
}

export interface ChosenCalls {
  readonly chosen: readonly ChosenCall[]
  /** of all assessed rows, those that chance alone has chosen by now */
  readonly drawnShare: number
}

export function isChosen(value: unknown): value is ChosenCalls {
  return typeof value === 'object' && value !== null && 'drawnShare' in value
}

/** Chooses calls of a submission for its domain's experts. */
export async function chooseCalls(task: ChooseTask): Promise<ChosenCalls> {
  const calls = await readAssessed(task)
  const second = task.against && (await readProbabilities(task, task.against.file))
  const other = second &&
    task.against && {
      probability: Float64Array.from(calls.rows, (row) => second[row] ?? Number.NaN),
      threshold: task.against.threshold,
    }
  const choice = chooseItems(
    { ...calls, threshold: task.threshold, other },
    {
      count: task.count,
      randomShare: task.randomShare,
      taken: new Set(task.taken),
      drawn: new Set(task.drawn),
      random: createRandom(task.seed),
    },
  )
  const byRow = new Map(choice.items.map((item) => [item.row, item]))
  const picked = await pickRows({ ...task, rows: [...byRow.keys()] })
  const chosen = picked.flatMap((call) => {
    const item = byRow.get(call.row)
    return item ? [{ ...toAssessed(call), slice: item.slice, place: item.place }] : []
  })
  return { chosen, drawnShare: choice.drawnShare }
}

/** Calls of some rows, in the order of the rows. */
export async function pickRows({
  domain,
  file,
  rows,
}: Pick<PickTask, 'domain' | 'file' | 'rows'>): Promise<StoredCall[]> {
  const wanted = new Set(rows)
  const found: StoredCall[] = []
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    // a piece is decoded once, however many of its rows are wanted
    for (const piece of new Set([...wanted].map((row) => Math.floor(row / PIECE_ROWS)).toSorted((a, b) => a - b))) {
      const inPiece = [...wanted].filter((row) => Math.floor(row / PIECE_ROWS) === piece)
      const [from, to] = [Math.min(...inPiece), Math.min(calls.rows, Math.max(...inPiece) + 1)]
      if (from < calls.rows) found.push(...(await calls.read(from, to)).filter(({ row }) => wanted.has(row)))
    }
    return found
  } finally {
    await calls.close()
  }
}

async function readAssessed({ domain, file }: Pick<ChooseTask, 'domain' | 'file'>) {
  const { shown } = DOMAINS[domain]
  const [rows, probability]: [number[], number[]] = [[], []]
  const features: number[][] = shown.map(() => [])
  const calls = await openCalls(file, shown)
  try {
    for await (const call of pieces(calls)) {
      if (call.probability === null) continue
      rows.push(call.row)
      probability.push(call.probability)
      for (const [i, column] of features.entries()) column.push(call.shown[i] ?? Number.NaN)
    }
  } finally {
    await calls.close()
  }
  return {
    rows: Int32Array.from(rows),
    probability: Float64Array.from(probability),
    features: features.map((column) => Float64Array.from(column)),
  }
}

/** By row; NaN where it was not assessed. */
async function readProbabilities({ domain }: ChooseTask, file: ChooseTask['file']): Promise<Float64Array> {
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    const probability = new Float64Array(calls.rows).fill(Number.NaN)
    for await (const call of pieces(calls)) probability[call.row] = call.probability ?? Number.NaN
    return probability
  } finally {
    await calls.close()
  }
}

async function* pieces(calls: CallsReader): AsyncGenerator<StoredCall, void, undefined> {
  for (let from = 0; from < calls.rows; from += PIECE_ROWS)
    yield* await calls.read(from, Math.min(from + PIECE_ROWS, calls.rows))
}
