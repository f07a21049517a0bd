import { axisX, axisY, line, type PlotOptions } from '@observablehq/plot'
import type { LearningCurve } from '@vouch/contracts/job'
import { useCallback, useMemo } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { PlotFigure } from './plot-figure.tsx'

interface Point {
  round: number
  loss: number
  line: string
  kind: 'training' | 'held back'
}

interface LearningCurvesProps {
  curves: readonly LearningCurve[]
  /** the training runs: there is more to come */
  growing?: boolean
}

/** How the loss fell, round by round, in every fold. */
export function LearningCurves({ curves, growing = false }: LearningCurvesProps) {
  const points = useMemo(() => curves.flatMap(pointsOf), [curves])
  const options = useCallback(
    (width: number): PlotOptions => ({
      height: Math.min(360, Math.max(240, width * 0.75)),
      marginLeft: 48,
      marginBottom: 40,
      marks: [
        line(points, {
          x: 'round',
          y: 'loss',
          z: 'line',
          stroke: (point: Point) => (point.kind === 'training' ? 'var(--planet)' : 'var(--false-positive)'),
          strokeWidth: 1.5,
        }),
        axisX({ label: 'Round', labelAnchor: 'center', labelArrow: 'none', ticks: 5 }),
        axisY({ label: 'Mean log loss', labelArrow: 'none', ticks: 5 }),
      ],
    }),
    [points],
  )
  const last = curves.map((curve) => [
    curve.fold === null ? 'all folds' : `fold ${curve.fold}`,
    curve.round.at(-1) ?? '',
    curve.loss.at(-1)?.toFixed(4) ?? '–',
    curve.validation_loss.at(-1)?.toFixed(4) ?? '–',
  ])
  if (points.length === 0) return null
  return (
    <PlotFigure
      title={growing ? 'Learning curves so far' : 'Learning curves'}
      note="A line a fold. Training rows in one colour, rows held back to stop by in the other, where there are any."
      options={options}
      table={
        <FigureTable
          caption="Where each training ended"
          captionHidden
          head={['Training', 'Rounds', 'Loss', 'Loss held back']}
          numeric={[1, 2, 3]}
          rows={last}
        />
      }
    />
  )
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
