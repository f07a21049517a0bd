import type { CallAgreement } from '@vouch/contracts/call-agreement'
import type { Comparison } from '@vouch/contracts/comparison'
import { type ClassNames, classNames } from '../charts/confusion-matrix.tsx'
import { formatDifference, formatInterval, formatP } from '../model/metric-words.ts'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount, formatMeasure, formatProbability } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { shortName } from './comparison-words.ts'

/** Each other model against the first, tested on the same rows. */
export function PairedTable({ comparisons }: { comparisons: readonly Comparison[] }) {
  return (
    <FigureTable
      caption="The first model minus each other: area under the ROC curve by DeLong’s test with the rows of one group as one draw, and share of right calls by drawing groups anew"
      wide
      head={['Against', 'n', 'Groups', 'AUC difference', 'its 95 %', 'p', 'Right calls, difference', 'its 95 % there']}
      numeric={[1, 2, 3, 4, 5, 6, 7]}
      rows={comparisons.map(({ second, paired, agreement: { accuracy_difference: right } }) => [
        shortName(second),
        formatCount(paired.n),
        formatCount(paired.groups),
        formatDifference(paired.difference, 4),
        formatInterval(paired.interval, 4),
        formatP(paired.p),
        formatDifference(right.value, 4),
        formatInterval(right.interval, 4),
      ])}
    />
  )
}

/** Where two models call alike, where not, and who is right there. */
export function AgreementSection({ comparison }: { comparison: Comparison }) {
  const { first, second, agreement, differing } = comparison
  const [own, others] = [useClasses(first.model), useClasses(second.model)]
  const [one, other] = [shortName(first), shortName(second)]
  const apart = agreement.first_only + agreement.second_only
  return (
    <Section id={`agreement-${second.model}`} title={`Calls of ${one} and ${other}`}>
      <div className="max-w-xl">
        <FigureTable
          caption={`Rows by what each calls them, each at its own threshold; n = ${formatCount(agreement.n)}`}
          head={['', `${other}: ${others.positive}`, `${other}: ${others.negative}`]}
          numeric={[1, 2]}
          rows={[
            [`${one}: ${own.positive}`, share(agreement, 'both_positive'), share(agreement, 'first_only')],
            [`${one}: ${own.negative}`, share(agreement, 'second_only'), share(agreement, 'both_negative')],
          ]}
        />
      </div>
      <p className="max-w-3xl text-sm" data-numeric>
        {apart === 0
          ? 'They call every row alike.'
          : `They call ${counted(apart, 'row')} differently: there ${one} is right of ${formatCount(agreement.first_right)} and ${other} of ${formatCount(agreement.second_right)}.`}{' '}
        Agreement beyond chance, Cohen’s kappa: {formatMeasure(agreement.kappa.value, 3)}
        {agreement.kappa.interval === null ? '' : ` (95 %: ${formatInterval(agreement.kappa.interval, 3)})`}.
      </p>
      {differing.length > 0 && (
        <Disclosure title="Rows that they call differently, the furthest apart first" count={apart}>
          {differing.length < apart && (
            <p className="pb-2 text-sm text-muted">The first {formatCount(differing.length)} of them.</p>
          )}
          <div className="max-h-96 overflow-y-auto" tabIndex={0} role="group" aria-label={`${one} and ${other}, rows`}>
            <FigureTable
              caption="Rows that are called differently"
              captionHidden
              head={['Row of the table', 'Label', one, other]}
              numeric={[0, 2, 3]}
              rows={differing.map(({ row, label, first: p, second: q }) => [
                formatCount(row + 1),
                own[label],
                formatProbability(p),
                formatProbability(q),
              ])}
            />
          </div>
        </Disclosure>
      )}
    </Section>
  )
}

/** What a model calls its two classes. */
function useClasses(model: string): ClassNames {
  return classNames(trpc.model.get.useQuery({ id: model }).data?.manifest ?? null)
}

type Cell = 'both_positive' | 'first_only' | 'second_only' | 'both_negative'

function share(agreement: CallAgreement, cell: Cell): string {
  const count = agreement[cell]
  return `${formatCount(count)} (${((100 * count) / Math.max(1, agreement.n)).toFixed(1)} %)`
}
