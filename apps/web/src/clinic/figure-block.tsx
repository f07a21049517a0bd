import type { Metric } from '@vouch/contracts/metric'
import { formatInterval } from '../model/metric-words.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { DRAWN, figureName, splitWords } from './figure-words.ts'

interface FigureBlockProps {
  title: string
  /** what is held against what */
  question: string
  figures: readonly Metric[]
  /** said in place of figures that are not there */
  empty: string | null
}

/** Of the calls that were judged first; of those that chance drew where there are any. */
function inOrder(figures: readonly Metric[]): Metric[] {
  const drawn = figures.filter(({ split }) => split === DRAWN)
  return [...figures.filter(({ split }) => split !== DRAWN), ...(drawn.some(({ n }) => n > 0) ? drawn : [])]
}

/** One kind of figure by itself, so that none is read as another. */
export function FigureBlock({ title, question, figures, empty }: FigureBlockProps) {
  return (
    <section aria-label={title} className="space-y-2">
      <h3 className="text-lg">{title}</h3>
      <p className="max-w-3xl text-sm text-muted">{question}</p>
      {empty === null ? (
        <FigureTable
          caption={title}
          captionHidden
          head={['Figure', 'Of', 'Value', '95 % interval', 'n', 'Note']}
          numeric={[2, 3, 4]}
          rows={inOrder(figures).map((one) => [
            figureName(one.metric),
            splitWords(one.split),
            formatMeasure(one.value, 2),
            formatInterval(one.interval, 2),
            formatCount(one.n),
            one.note ?? '',
          ])}
        />
      ) : (
        <p className="rounded-md border border-rule bg-surface px-4 py-3 text-sm">{empty}</p>
      )}
    </section>
  )
}
