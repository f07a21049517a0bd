import { useMemo } from 'react'
import { classNames, ConfusionMatrix } from '../charts/confusion-matrix.tsx'
import { ImportanceBars } from '../charts/importance-bars.tsx'
import { LearningCurves } from '../charts/learning-curves.tsx'
import { PartialDependencePlots } from '../charts/partial-dependence-plot.tsx'
import { PrecisionRecallCurve } from '../charts/precision-recall-curve.tsx'
import { ReliabilityDiagram } from '../charts/reliability-diagram.tsx'
import { RocCurve } from '../charts/roc-curve.tsx'
import { ShapSwarm } from '../charts/shap-swarm.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

/** Whatever its label is: the words of a table's classes may be long. */
const POSITIVE = 'the positive label'

interface TrainingFiguresProps {
  id: string
  model: string
  positives: number
  rows: number
  threshold: number
}

/** Curves of the locked test where there is one, else of the out-of-fold calls. */
export function TrainingFigures({ id, model, positives, rows, threshold }: TrainingFiguresProps) {
  const figures = trpc.training.visualize.useQuery({ id })
  const explained = trpc.training.explain.useQuery({ id })
  const manifest = trpc.model.get.useQuery({ id: model }).data?.manifest ?? null
  const classes = useMemo(() => classNames(manifest), [manifest])
  if (figures.error !== null) return <ProblemNotice problem={problemOf(figures.error)} />
  if (figures.data === undefined) return <p role="status">Fetching the curves…</p>
  const { out_of_fold, test, learning_curves, importance, confusion, partial_dependence, shap } = figures.data
  const curves = test ?? out_of_fold
  return (
    <>
      <Section id="curves" title="Curves">
        <div className="grid gap-x-10 gap-y-10 md:grid-cols-2">
          <RocCurve curve={curves.roc} split={curves.split} />
          <PrecisionRecallCurve curve={curves.precision_recall} split={curves.split} prevalence={positives / rows} />
          <ReliabilityDiagram bins={curves.calibration} split={curves.split} />
          <ConfusionMatrix counts={confusion} threshold={threshold} split={curves.split} classes={classes} />
          <LearningCurves curves={learning_curves} rows={rows} />
          <ImportanceBars features={importance} method={explained.data?.method ?? ''} n={curves.roc.n} />
        </div>
      </Section>
      <Section id="effects" title="What moves its calls">
        {partial_dependence === null && (
          <p className="text-sm text-muted">
            This was not measured when it was trained: the version of Vouch was an older one. Doing it again measures
            it.
          </p>
        )}
        {shap !== null && <ShapSwarm shap={shap} positive={POSITIVE} />}
        {partial_dependence !== null && (
          <>
            <p className="max-w-3xl text-sm text-muted">
              What the model says on average when one input is set to a value and the others stay as they are. Inputs
              that go together are set apart here: what lies far from any row is what the model makes up.
            </p>
            <PartialDependencePlots effects={partial_dependence} positive={POSITIVE} />
          </>
        )}
      </Section>
    </>
  )
}
