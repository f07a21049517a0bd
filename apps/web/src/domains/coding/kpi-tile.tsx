import type { Kpi, KpiDefinition } from '@vouch/contracts/domains/coding-metrics'
import { Link } from '@tanstack/react-router'
import { SparkLine } from '../../charts/spark-line.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { formatCount } from '../../ui/format.ts'
import { StatusMark } from '../../ui/status-mark.tsx'
import { figureOf, rangeOf, REASON_WORDS, standingOf, thresholdOf, trendOf, unitOf } from './coding-words.ts'

interface KpiTileProps {
  kpi: Kpi
  definition: KpiDefinition
  /** of the window */
  days: number
}

/** One figure: how much, how sure, what is asked, which way it goes, and what it is. */
export function KpiTile({ kpi, definition, days }: KpiTileProps) {
  const { value, unit, interval, n, trend } = kpi
  const { standing, words } = standingOf(kpi)
  const change = trendOf(trend, days, unit)
  return (
    <li
      className="flex min-w-0 flex-col gap-2 rounded-lg border border-rule bg-surface p-4"
      data-figure={definition.name}
    >
      <h3 className="text-base font-semibold">{definition.title}</h3>
      <p data-numeric>
        {value === null ? (
          <span className="text-2xl text-muted">{words}</span>
        ) : (
          <>
            <span className="text-3xl font-semibold">{figureOf(value)}</span>{' '}
            <span className="text-sm text-muted">{unitOf(unit)}</span>
          </>
        )}
      </p>
      {value === null ? (
        <WhyNone kpi={kpi} />
      ) : (
        <>
          <StatusMark standing={standing} words={words} />
          <p className="text-sm text-muted" data-numeric>
            {interval === null ? 'No interval' : `95 %: ${rangeOf(interval)}`}; n = {formatCount(n)}.
            <span className="block">Asked: {thresholdOf(kpi)}.</span>
          </p>
          {change !== null && (
            <p className="text-sm" data-numeric>
              {change}
            </p>
          )}
        </>
      )}
      <div className="space-y-1">
        {trend !== null && <Days kpi={kpi} title={definition.title} />}
        <Disclosure title="What it is">
          <Definition definition={definition} />
        </Disclosure>
      </div>
    </li>
  )
}

function WhyNone({ kpi }: { kpi: Kpi }) {
  const reason = kpi.reason ?? 'no_data'
  return (
    <p className="text-sm text-muted" data-numeric>
      {REASON_WORDS[reason].long} Asked: {thresholdOf(kpi)}.
      {reason === 'no_policy' && (
        <>
          {' '}
          <Link to="/coding/data" hash="policy" className="link">
            Say which
          </Link>
        </>
      )}
    </p>
  )
}

function Days({ kpi: { trend, threshold }, title }: { kpi: Kpi; title: string }) {
  const days = trend?.days ?? []
  const known = days.flatMap(({ value }) => (value === null ? [] : [value]))
  if (known.length === 0) return null
  const words = `${title} of ${days.length} days, ${days.length - known.length} of them not known: from ${figureOf(Math.min(...known))} to ${figureOf(Math.max(...known))}. The numbers are under Trends.`
  return <SparkLine values={days.map(({ value }) => value)} threshold={threshold} label={words} />
}

function Definition({ definition: { definition, counts, interval, direction } }: { definition: KpiDefinition }) {
  return (
    <div className="space-y-1.5 text-sm text-muted">
      <p>{definition}</p>
      <p>
        {direction === 'higher' ? 'More is better.' : 'Less is better.'} n counts {counts}.
      </p>
      <p>The interval: {interval}</p>
    </div>
  )
}
