import { line, link, text, type Markish } from '@observablehq/plot'
import { strokeOf } from './strokes.ts'

/** A line among others of its kind. */
export interface Series<Data> {
  readonly name: string
  readonly data: Data
}

interface Point {
  readonly x: number
  readonly y: number
}

/** A line a series, of the unit square. */
export function curveLines(series: readonly Series<readonly Point[]>[]): Markish[] {
  return series.map(({ data }, index) => {
    const { stroke, dash } = strokeOf(index)
    const dashed = series.length > 1 && dash !== null ? { strokeDasharray: dash } : {}
    return line(data, { x: 'x', y: 'y', stroke, strokeWidth: 2, clip: true, ...dashed })
  })
}

/** What the lines are, in a corner that they leave free; nothing of one alone. */
export function legendMarks(names: readonly string[], corner: 'bottom-right' | 'bottom-left' | 'top-right'): Markish[] {
  if (names.length < 2) return []
  const side = corner.endsWith('right') ? -8 : 8
  return names.map((name, index) => {
    const at = corner.startsWith('top') ? index : index + 1 - names.length
    return text([`${strokeOf(index).sign} ${name.length > 34 ? `${name.slice(0, 33)}…` : name}`], {
      frameAnchor: corner,
      textAnchor: corner.endsWith('right') ? 'end' : 'start',
      dx: side,
      dy: at * 16 + (corner.startsWith('top') ? 8 : -8),
      fill: strokeOf(index).stroke,
      stroke: 'var(--paper)',
      strokeWidth: 3,
      fontWeight: 600,
    })
  })
}

/** From corner to corner: chance, or perfect calibration. */
export function diagonal(): Markish {
  return link([{ x1: 0, y1: 0, x2: 1, y2: 1 }], {
    x1: 'x1',
    y1: 'y1',
    x2: 'x2',
    y2: 'y2',
    stroke: 'var(--edge)',
    strokeDasharray: '3 4',
  })
}
