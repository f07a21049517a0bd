import { fault, integerOf, numbersOf } from '../../learn/onnx-operation.ts'
import { throughSpread } from './elements.ts'
import { sizeOf, spreadPlaces } from './places.ts'
import { type GradientRule, gradientOf, inputAt, outputOf } from './step.ts'

/** Matrices, or stacks of them that go with each other. */
export const matMul: GradientRule = {
  back(step, place) {
    const [a, b] = [inputAt(step, 0), inputAt(step, 1)]
    if (a.shape.length < 2 || b.shape.length < 2) return fault(step, 'it takes matrices, and no single lists.')
    const [rows, inner, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!]
    const stack = outputOf(step).shape.slice(0, -2)
    const placesA = spreadPlaces(a.shape.slice(0, -2), stack)
    const placesB = spreadPlaces(b.shape.slice(0, -2), stack)
    const own = new Float64Array((place === 0 ? a : b).values.length)
    for (let m = 0; m < sizeOf(stack); m++)
      addProduct(own, gradientOf(step), {
        place,
        sizes: [rows, inner, columns],
        from: m * rows * columns,
        a: { values: a.values, from: placesA[m]! * rows * inner, byRow: inner, byColumn: 1 },
        b: { values: b.values, from: placesB[m]! * inner * columns, byRow: columns, byColumn: 1 },
      })
    return own
  },
}

export const gemm: GradientRule = {
  back(step, place) {
    const factor = (name: string) => numbersOf(step, name)?.[0] ?? 1
    if (place === 2) return throughSpread(step, 2, () => factor('beta'))
    const [a, b] = [inputAt(step, 0).values, inputAt(step, 1).values]
    const [rows = 1, columns = 1] = outputOf(step).shape
    const inner = a.length / rows
    const own = new Float64Array((place === 0 ? a : b).length)
    const turned = (name: string) => integerOf(step, name, 0) !== 0
    addProduct(own, gradientOf(step), {
      place,
      sizes: [rows, inner, columns],
      from: 0,
      a: { values: a, from: 0, ...(turned('transA') ? { byRow: 1, byColumn: rows } : { byRow: inner, byColumn: 1 }) },
      b: {
        values: b,
        from: 0,
        ...(turned('transB') ? { byRow: 1, byColumn: inner } : { byRow: columns, byColumn: 1 }),
      },
    })
    const alpha = factor('alpha')
    return alpha === 1 ? own : own.map((gradient) => gradient * alpha)
  },
}

interface Matrix {
  readonly values: ArrayLike<number>
  /** where its first number lies */
  readonly from: number
  /** how far its rows and its columns lie apart */
  readonly byRow: number
  readonly byColumn: number
}

interface Product {
  /** 0 for the gradient of the left matrix, 1 for that of the right one */
  readonly place: number
  /** rows of the left one, its columns, columns of the right one */
  readonly sizes: readonly [number, number, number]
  /** where the product begins in the output */
  readonly from: number
  readonly a: Matrix
  readonly b: Matrix
}

/** Adds the gradient of one of two matrices, laid out as that matrix is, by the gradient of their product. */
function addProduct(own: Float64Array, gradient: Float64Array, { place, sizes, from, a, b }: Product): void {
  const [rows, inner, columns] = sizes
  const other = place === 0 ? b.values : a.values
  // along the dimension that is summed over, which both have
  const [step, otherStep] = place === 0 ? [a.byColumn, b.byRow] : [b.byRow, a.byColumn]
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const moved = gradient[from + row * columns + column]!
      if (moved === 0) continue
      const [atA, atB] = [a.from + row * a.byRow, b.from + column * b.byColumn]
      let [at, beside] = place === 0 ? [atA, atB] : [atB, atA]
      for (let i = 0; i < inner; i++, at += step, beside += otherStep) own[at]! += moved * other[beside]!
    }
}
