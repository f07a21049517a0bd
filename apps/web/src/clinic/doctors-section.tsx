import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatPercent } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { secondsWords } from './feedback-section.tsx'
import { figureWords, saidBy } from './figure-words.ts'

/** What doctors did, by name: nobody is ranked. */
export function DoctorsSection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.doctorPerformance.useQuery({ days_back: daysBack }, { staleTime: 0 })
  const doctors = (found.data?.doctors ?? []).toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
  return (
    <Section id="doctors" title="Doctors">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Measuring…</p>}
      {found.data !== undefined && doctors.length === 0 && (
        <p className="text-sm text-muted">No verdict is in yet on calls of this time.</p>
      )}
      {doctors.length > 0 && (
        <FigureTable
          caption="Doctors, by name"
          wide
          head={['Doctor', 'Verdicts', 'Of those blind', 'Skill', 'Agreement', 'Time for one, median', 'How sure']}
          numeric={[1, 2]}
          rows={doctors.map((one) => [
            one.name ?? 'without a profile',
            formatCount(one.reviews),
            formatCount(one.blind_reviews),
            figureWords(one.skill),
            figureWords(one.agreement),
            saidBy(secondsWords(one.median_review_time_seconds), one.review_time_n),
            saidBy(one.mean_confidence === null ? null : formatPercent(one.mean_confidence), one.confidence_n),
          ])}
        />
      )}
      {found.data?.notes.map((note) => (
        <p key={note} className="max-w-3xl text-sm text-muted">
          {note}
        </p>
      ))}
    </Section>
  )
}
