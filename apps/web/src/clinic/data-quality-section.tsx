import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { driftWords } from './drift-words.ts'
import { figureWords } from './figure-words.ts'
import { attributeTitle, isAttribute } from './value-words.ts'

/** What is missing, what lies outside training, and what has moved from before. */
export function DataQualitySection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.dataQuality.useQuery({ days_back: daysBack }, { staleTime: 0 })
  const { data } = found
  return (
    <Section id="quality" title="The values">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Measuring…</p>}
      {data !== undefined && data.patients === 0 && (
        <p className="text-sm text-muted">No patient was called in this time.</p>
      )}
      {data !== undefined && data.patients > 0 && (
        <>
          <p className="text-sm" data-numeric>
            {counted(data.patients, 'patient')}, one row each.
          </p>
          <FigureTable
            caption="The thirteen values"
            captionHidden
            wide
            head={['Value', 'Share missing', 'Outside training', 'Against before']}
            rows={data.attributes.map(({ name, missing, outside_training, drift }) => [
              isAttribute(name) ? attributeTitle(name) : name,
              figureWords(missing),
              outside_training === null ? 'not used by itself' : formatCount(outside_training),
              driftWords(drift),
            ])}
          />
        </>
      )}
      {data?.notes.map((note) => (
        <p key={note} className="max-w-3xl text-sm text-muted">
          {note}
        </p>
      ))}
    </Section>
  )
}
