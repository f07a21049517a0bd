import type { Comparison } from '@vouch/contracts/comparison'
import { useMemo } from 'react'
import { PlotFigure } from '../charts/plot-figure.tsx'
import { precisionRecallFigure } from '../charts/precision-recall-curve.tsx'
import { reliabilityFigure } from '../charts/reliability-diagram.tsx'
import { rocFigure } from '../charts/roc-curve.tsx'
import { formatCount } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { comparedModels } from './comparison-words.ts'

/** The curves of all models over each other. */
export function ComparedCurves({ comparisons }: { comparisons: readonly Comparison[] }) {
  const figures = useMemo(() => {
    const models = comparedModels(comparisons)
    const counts = new Set(models.map(({ side }) => side.curves.roc.n))
    // each is compared on its own rows: where those are not as many, every line says how many
    const named = models.map(({ name, side }) => ({
      name: counts.size > 1 ? `${name}, n = ${formatCount(side.curves.roc.n)}` : name,
      curves: side.curves,
    }))
    const [first] = comparisons
    if (first === undefined) return []
    const { split } = first.first.curves
    const prevalence = counts.size > 1 || first.paired.n === 0 ? null : first.paired.positives / first.paired.n
    const series = <Data,>(of: (curves: (typeof named)[number]['curves']) => Data) =>
      named.map(({ name, curves }) => ({ name, data: of(curves) }))
    return [
      rocFigure(
        series(({ roc }) => roc),
        split,
      ),
      precisionRecallFigure(
        series(({ precision_recall }) => precision_recall),
        { split, prevalence },
      ),
      reliabilityFigure(
        series(({ calibration }) => calibration),
        split,
      ),
    ]
  }, [comparisons])
  return (
    <Section id="curves" title="Curves">
      <div className="grid gap-x-10 gap-y-10 md:grid-cols-2">
        {figures.map((figure) => (
          <PlotFigure key={figure.name} figure={figure} />
        ))}
      </div>
    </Section>
  )
}
