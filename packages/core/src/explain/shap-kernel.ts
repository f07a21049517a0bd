import type { Random } from '../random.ts'
import { solveSymmetric } from './cholesky.ts'
import { type Contributions, residualsOf } from './contributions.ts'
import { type Coalitions, drawCoalitions } from './draw-coalitions.ts'
import { type Score, scoreRows } from './score.ts'

/** Contributions by sampling, with what the sample leaves open. */
export interface SampledContributions extends Contributions {
  /** rows × features; 0 where nothing was sampled, because every coalition was tried */
  readonly standardErrors: Float64Array
}

export interface KernelShapRows {
  readonly features: number
  /** rows to explain: rows × features, NaN where missing */
  readonly matrix: Float32Array
  /** rows that unknown features are taken from */
  readonly background: Float32Array
}

export interface KernelShapOptions {
  /** most coalitions a row; each costs a score of every background row. All are tried where there are no more. */
  readonly coalitions: number
  /** the same draws for every row, so that a row is explained alike whichever rows are with it */
  readonly random: Random
}

/**
 * Kernel SHAP (Lundberg & Lee 2017, §4.1) of any score, against a background: Shapley values as the weighted least
 * squares of the worth of coalitions, under the condition that they add up (Covert & Lee 2021, eq. 7). In the unit of the
 * score. Standard errors are those of the regression over the drawn pairs, whatever the spread of their residuals (White
 * 1980, with the factor n / (n − p)).
 * @throws RangeError when a row that is explained has more than a quarter as many features as coalitions
 */
export async function kernelShap(
  score: Score,
  { features, matrix, background }: KernelShapRows,
  { coalitions, random }: KernelShapOptions,
): Promise<SampledContributions> {
  const rows = matrix.length / features
  const others = background.length / features
  const outputs = await scoreRows(score, { rows, features }, copyOf(matrix, features))
  const base = mean(await scoreRows(score, { rows: others, features }, copyOf(background, features)))
  const values = new Float64Array(rows * features)
  const standardErrors = new Float64Array(rows * features)
  for (let row = 0; row < rows; row++) {
    const own = matrix.subarray(row * features, (row + 1) * features)
    const players = differing(own, background)
    const drawn = drawCoalitions(players.length, coalitions, random.fork('coalitions'))
    const mixed = await scoreRows(score, { rows: drawn.count * others, features }, (i, block, offset) => {
      const coalition = Math.floor(i / others)
      const from = (i % others) * features
      block.set(background.subarray(from, from + features), offset)
      for (let p = 0; p < players.length; p++)
        if (drawn.members[coalition * players.length + p] === 1) block[offset + players[p]!] = own[players[p]!]!
    })
    const worths = Float64Array.from({ length: drawn.count }, (_, c) => {
      return mean(mixed.subarray(c * others, (c + 1) * others)) - base
    })
    const solved = solve(drawn, worths, outputs[row]! - base)
    for (const [p, feature] of players.entries()) {
      values[row * features + feature] = solved.values[p]!
      standardErrors[row * features + feature] = solved.errors[p]!
    }
  }
  const explained = { rows, features, values, base }
  return { ...explained, standardErrors, residuals: residualsOf(outputs, explained) }
}

const copyOf = (matrix: Float32Array, features: number) => (row: number, block: Float32Array, offset: number) =>
  block.set(matrix.subarray(row * features, (row + 1) * features), offset)

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Features that a row does not share with all of the background: the others can contribute nothing. */
function differing(own: Float32Array, background: Float32Array): number[] {
  const features = own.length
  return [...own.keys()].filter((f) => {
    for (let at = f; at < background.length; at += features) if (!Object.is(background[at], own[f])) return true
    return false
  })
}

/** Contributions whose sum is `total`, and their standard errors. */
function solve(drawn: Coalitions, worths: Float64Array, total: number): { values: Float64Array; errors: Float64Array } {
  const { players, count, members, weights, complete } = drawn
  if (players < 2) return { values: new Float64Array(players).fill(total), errors: new Float64Array(players) }
  const a = new Float64Array(players * players)
  // the right-hand sides: Σ w z v, and a one for each player
  const b = new Float64Array(players * 2).fill(1)
  for (let p = 0; p < players; p++) b[2 * p] = 0
  for (let c = 0; c < count; c++) {
    const at = c * players
    for (let p = 0; p < players; p++) {
      if (members[at + p] === 0) continue
      b[2 * p] = b[2 * p]! + weights[c]! * worths[c]!
      for (let q = 0; q < players; q++)
        if (members[at + q] === 1) a[p * players + q] = a[p * players + q]! + weights[c]!
    }
  }
  const factors = a.slice()
  if (count < 4 * players && !complete) throw new RangeError(`${count} coalitions are too few for ${players} features.`)
  if (!solveSymmetric(factors, b, players)) throw new RangeError('The coalitions that were drawn are too few.')
  let [sum, ones] = [0, 0]
  for (let p = 0; p < players; p++) {
    sum += b[2 * p]!
    ones += b[2 * p + 1]!
  }
  const values = Float64Array.from({ length: players }, (_, p) => b[2 * p]! - (b[2 * p + 1]! * (sum - total)) / ones)
  const errors = complete ? new Float64Array(players) : standardErrors(drawn, a, { worths, values })
  return { values, errors }
}

/** Roots of the diagonal of P (Σ u uᵀ) P, u a pair's score of the regression and P the inverse under the condition. */
function standardErrors(
  { players, count, members }: Coalitions,
  a: Float64Array,
  { worths, values }: { worths: Float64Array; values: Float64Array },
): Float64Array {
  const inverse = new Float64Array(players * players)
  for (let p = 0; p < players; p++) inverse[p * players + p] = 1
  solveSymmetric(a.slice(), inverse, players)
  const rowSums = Float64Array.from({ length: players }, (_, p) =>
    inverse.subarray(p * players, (p + 1) * players).reduce((sum, value) => sum + value, 0),
  )
  const all = rowSums.reduce((sum, value) => sum + value, 0)
  const squares = new Float64Array(players)
  const pairs = count / 2
  for (let pair = 0; pair < pairs; pair++) {
    const scores = new Float64Array(players)
    for (let c = 2 * pair; c < 2 * pair + 2; c++) {
      let residual = worths[c]!
      for (let p = 0; p < players; p++) residual -= members[c * players + p]! * values[p]!
      for (let p = 0; p < players; p++) scores[p] = scores[p]! + members[c * players + p]! * residual
    }
    const along = rowSums.reduce((sum, value, p) => sum + value * scores[p]!, 0)
    for (let p = 0; p < players; p++) {
      let moved = (-rowSums[p]! * along) / all
      for (let q = 0; q < players; q++) moved += inverse[p * players + q]! * scores[q]!
      squares[p] = squares[p]! + moved * moved
    }
  }
  const factor = pairs / (pairs - players + 1)
  return squares.map((square) => Math.sqrt(square * factor))
}
