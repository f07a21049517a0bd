import { axisX, axisY, dot, line } from '@observablehq/plot'
import type { LearningCurve } from '@vouch/contracts/job'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import { legendMarks } from './curve-marks.ts'
import { type Figure, usualHeight } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'
import { strokeOf } from './strokes.ts'

interface LearningCurvesProps {
  curves: readonly LearningCurve[]
  /** rows of the table that were labelled; null before that is known */
  rows?: number | null
  /** the training runs: there is more to come */
  growing?: boolean
}

/** Solid and dashed, in this order. */
const KINDS = ['training', 'held back'] as const

interface Point {
  round: number
  loss: number
  line: string
  kind: (typeof KINDS)[number]
}

/** How the loss fell, round by round, in every fold; null where a learner tells of no loss. */
export function learningFigure({ curves, rows = null, growing = false }: LearningCurvesProps): Figure | null {
  const points = curves.flatMap(pointsOf)
  if (points.length === 0) return null
  const heldBack = points.some(({ kind }) => kind === 'held back')
  const told = [...new Set(points.map(({ round }) => round))].toSorted((a, b) => a - b)
  return {
    name: 'learning-curves',
    title: growing ? 'Learning curves so far' : 'Learning curves',
    note: [
      `A ${told.length === 1 ? 'point' : 'line'} a training: ${curves.length} of them, the folds first${curves.some(({ fold }) => fold === null) ? ', then one on all folds' : ''}.`,
      rows === null ? '' : ` Of ${formatCount(rows)} labelled rows each is trained on its own part.`,
      heldBack ? ' Held back: rows that it is stopped by.' : '',
    ].join(''),
    options: (width) => ({
      height: usualHeight(width),
      marginLeft: 48,
      marginBottom: 40,
      marginRight: 16,
      // half a round beside the only one
      ...(told.length === 1 ? { x: { domain: [told[0]! - 0.5, told[0]! + 0.5] }, insetBottom: 8 } : {}),
      marks: [
        ...KINDS.map((kind, index) =>
          line(
            points.filter((point) => point.kind === kind),
            {
              x: 'round',
              y: 'loss',
              z: 'line',
              stroke: strokeOf(index).stroke,
              strokeDasharray: strokeOf(index).dash ?? 'none',
              strokeWidth: 1.5,
            },
          ),
        ),
        // a line of one point is none, and one of a few is easily overlooked
        ...(told.length > FEW ? [] : KINDS.map((kind, index) => pointMarks(points, kind, strokeOf(index).stroke))),
        ...(heldBack ? legendMarks(['training rows', 'rows held back'], 'top-right') : []),
        axisX({
          label: 'Round',
          labelAnchor: 'center',
          labelArrow: 'none',
          ...(told.length > FEW ? { ticks: Math.min(5, width / 80) } : { ticks: told, tickFormat: formatCount }),
        }),
        axisY({ label: 'Mean log loss (nats)', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    numbers: {
      caption: growing ? 'How far each training is' : 'Where each training ended',
      head: ['Training', 'Rounds', 'Loss', 'Loss held back'],
      numeric: [1, 2, 3],
      rows: curves.map((curve) => [
        curve.fold === null ? 'all folds' : `fold ${curve.fold}`,
        curve.round.at(-1) ?? '',
        curve.loss.at(-1)?.toFixed(4) ?? '–',
        curve.validation_loss.at(-1)?.toFixed(4) ?? '–',
      ]),
    },
  }
}

/** Rounds up to which each is a mark and a tick of its own. */
const FEW = 5

/** Full for training rows, open for rows held back. */
function pointMarks(points: readonly Point[], kind: Point['kind'], stroke: string) {
  return dot(
    points.filter((point) => point.kind === kind),
    { x: 'round', y: 'loss', r: 4, stroke, strokeWidth: 1.5, fill: kind === 'training' ? stroke : 'var(--paper)' },
  )
}

export function LearningCurves({ curves, rows = null, growing = false }: LearningCurvesProps) {
  const figure = useMemo(() => learningFigure({ curves, rows, growing }), [curves, rows, growing])
  return figure && <PlotFigure figure={figure} />
}

function pointsOf({ fold, round, loss, validation_loss }: LearningCurve): Point[] {
  const name = fold === null ? 'all' : String(fold)
  const series = (values: readonly (number | null)[], kind: Point['kind']): Point[] =>
    values.flatMap((value, index) => {
      const at = round[index]
      return value === null || at === undefined ? [] : [{ round: at, loss: value, line: `${name} ${kind}`, kind }]
    })
  return [...series(loss, 'training'), ...series(validation_loss, 'held back')]
}
