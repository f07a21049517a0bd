import type { LaggedCorrelation } from '@vouch/contracts/domains/coding-metrics'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CorrelationMatrix, type MatrixCell } from '../../charts/correlation-matrix.tsx'
import { FigureTable } from '../../ui/figure-table.tsx'
import { counted, formatQuantity } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { figureOf, rangeOf } from './coding-words.ts'
import { seriesWords } from './series-words.ts'

const LAGS = Array.from({ length: 8 }, (_, lag) => [String(lag), lagWords(lag)] as const)
const METHODS = [
  ['pearson', 'Pearson'],
  ['spearman', 'Spearman'],
] as const

/** Sessions against work, so many days later. */
export function CorrelationSection({ correlations }: { correlations: readonly LaggedCorrelation[] }) {
  const search = useSearch({ from: '/coding/insights' })
  const navigate = useNavigate()
  const { lag = 0, method = 'pearson' } = search
  const [chosen, setChosen] = useState<MatrixCell | null>(null)
  const shown = correlations.filter((one) => one.lag_days === lag && one.method === method)
  const of = (cell: MatrixCell) => shown.find((one) => isOf(one, cell))
  const detail = chosen === null ? undefined : of(chosen)
  return (
    <Section id="correlations" title="Correlations, with a lag">
      <p className="max-w-3xl text-sm text-muted">
        What is done with assistants on a day, and what is made so many days later; from three weeks on each weekday’s
        mean is taken off both. An association, not a cause. A star and a thick border: it stands out though all of them
        were looked at (q below 0.05).
      </p>
      {correlations.length === 0 ? (
        <p className="text-sm text-muted">There are too few days, or too few developers, for any.</p>
      ) : (
        <>
          <div className="flex flex-wrap items-end gap-4">
            <SelectField
              label="Work is later by"
              value={String(lag)}
              options={LAGS}
              onChange={(value) =>
                void navigate({ to: '/coding/insights', search: { ...search, lag: Number(value) }, resetScroll: false })
              }
            />
            <ToggleChoice
              label="Method"
              value={method}
              options={METHODS}
              onChange={(value) =>
                void navigate({
                  to: '/coding/insights',
                  search: { ...search, method: value === 'spearman' ? value : undefined },
                  resetScroll: false,
                })
              }
            />
          </div>
          <CorrelationMatrix
            caption={`Correlations, ${lagWords(lag)}`}
            corner="Assistants"
            cells={shown.map(cellOf)}
            chosen={chosen}
            wordsOf={(cell) => wordsOf(of(cell))}
            onChoose={setChosen}
          />
          <output className="block min-h-12 max-w-3xl text-sm" data-numeric>
            {detail === undefined
              ? 'Point at a cell, or go to it with the Tab key, to read its interval and its q.'
              : wordsOf(detail)}
          </output>
          <AllOfThem shown={shown} />
        </>
      )}
    </Section>
  )
}

function AllOfThem({ shown }: { shown: readonly LaggedCorrelation[] }) {
  return (
    <details className="text-sm">
      <summary className="link w-fit py-1">The numbers</summary>
      <FigureTable
        caption="Correlations with this lag"
        captionHidden
        head={['Assistants', 'Work', 'r', '95 % interval', 'p', 'q', 'Pairs of days', 'worth']}
        numeric={[2, 3, 4, 5, 6, 7]}
        rows={shown.map((one) => [
          seriesWords(one.variable1),
          seriesWords(one.variable2),
          formatQuantity(one.r),
          one.interval === null ? '–' : rangeOf(one.interval),
          formatQuantity(one.p_value),
          formatQuantity(one.q_value),
          one.n,
          formatQuantity(one.n_effective),
        ])}
      />
    </details>
  )
}

function cellOf({ variable1, variable2, r, significant }: LaggedCorrelation): MatrixCell {
  return { row: seriesWords(variable1), column: seriesWords(variable2), r, significant }
}

function isOf({ variable1, variable2 }: LaggedCorrelation, { row, column }: MatrixCell): boolean {
  return seriesWords(variable1) === row && seriesWords(variable2) === column
}

/** All that is known of one. */
function wordsOf(one: LaggedCorrelation | undefined): string {
  if (one === undefined) return ''
  const { variable1, variable2, lag_days: lag, r, interval, q_value: q, n, significant } = one
  const pair = `${seriesWords(variable1)} and ${seriesWords(variable2)}, ${lagWords(lag)}`
  if (r === null) return `${pair}: not known, of ${counted(n, 'pair')} of days.`
  const sure = interval === null ? 'no interval' : `95 % ${rangeOf(interval)}`
  const stands = significant ? 'stands out' : 'does not stand out'
  return `${pair}: r = ${figureOf(r)} (${sure}), q = ${q === null ? 'not known' : formatQuantity(q)}, ${counted(n, 'pair')} of days; it ${stands}. An association, not a cause.`
}

function lagWords(lag: number): string {
  return lag === 0 ? 'the same day' : `${counted(lag, 'day')} later`
}
