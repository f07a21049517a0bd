import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { figureWords } from './figure-words.ts'

/** Models and their versions beside each other. */
export function ModelsSection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.modelComparison.useQuery({ days_back: daysBack }, { staleTime: 0 })
  const models = found.data?.models ?? []
  return (
    <Section id="models" title="Models">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Measuring…</p>}
      {found.data !== undefined && models.length === 0 && (
        <p className="text-sm text-muted">No call of this time has a verdict or an outcome yet.</p>
      )}
      {models.length > 0 && (
        <FigureTable
          caption="Models and versions"
          captionHidden
          wide
          head={['Model', 'Calls', 'Accuracy', 'Agreement', 'Brier score']}
          numeric={[1]}
          rows={models.map(({ model, model_version, calls, accuracy, agreement, brier }) => {
            const judged = accuracy.find(({ metric, split }) => metric === 'accuracy' && split === 'judged')
            return [
              `${model} ${model_version}`,
              formatCount(calls),
              judged === undefined ? 'not measured' : figureWords(judged),
              figureWords(agreement),
              figureWords(brier, 3),
            ]
          })}
        />
      )}
    </Section>
  )
}
