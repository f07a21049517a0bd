import { ImportanceBars } from '../charts/importance-bars.tsx'
import { LearningCurves } from '../charts/learning-curves.tsx'
import { PrecisionRecallCurve } from '../charts/precision-recall-curve.tsx'
import { ReliabilityDiagram } from '../charts/reliability-diagram.tsx'
import { RocCurve } from '../charts/roc-curve.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

interface TrainingFiguresProps {
  id: string
  positives: number
  rows: number
}

/** Curves of the locked test where there is one, else of the out-of-fold calls. */
export function TrainingFigures({ id, positives, rows }: TrainingFiguresProps) {
  const figures = trpc.training.visualize.useQuery({ id })
  const explained = trpc.training.explain.useQuery({ id })
  if (figures.error !== null) return <ProblemNotice problem={problemOf(figures.error)} />
  if (figures.data === undefined) return <p role="status">Fetching the curves…</p>
  const { out_of_fold, test, learning_curves, importance, confusion } = figures.data
  const curves = test ?? out_of_fold
  return (
    <Section id="curves" title="Curves">
      <div className="grid gap-x-10 gap-y-10 md:grid-cols-2">
        <RocCurve curve={curves.roc} split={curves.split} />
        <PrecisionRecallCurve curve={curves.precision_recall} split={curves.split} prevalence={positives / rows} />
        <ReliabilityDiagram bins={curves.calibration} split={curves.split} />
        <LearningCurves curves={learning_curves} />
        <ImportanceBars features={importance} method={explained.data?.method ?? ''} n={curves.roc.n} />
        <div className="space-y-2">
          <h3 className="text-base font-semibold">Calls against labels</h3>
          <FigureTable
            caption={`At the model’s threshold, ${curves.split}`}
            head={['', 'Called positive', 'Called negative']}
            numeric={[1, 2]}
            rows={[
              ['Positive', formatCount(confusion.true_positives), formatCount(confusion.false_negatives)],
              ['Negative', formatCount(confusion.false_positives), formatCount(confusion.true_negatives)],
            ]}
          />
        </div>
      </div>
    </Section>
  )
}
