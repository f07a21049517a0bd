import type { Distribution, DistributionBy } from '@vouch/contracts/domains/coding-distribution'
import { useMemo } from 'react'
import { NamedBars } from '../../charts/named-bars.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { FigureTable } from '../../ui/figure-table.tsx'
import { formatCount, formatPercent } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { type DashboardSearch, DISTRIBUTIONS, metricsQuery } from './coding-search.ts'
import { REASON_WORDS, shareOf } from './coding-words.ts'
import { BY_WORDS, partWords, restWords } from './distribution-words.ts'
import { windowOf } from './window-words.ts'

/** More bars than these are not read; the table has all. */
const SHOWN = 20
const BY = DISTRIBUTIONS.map((by) => [by, BY_WORDS[by].short] as const)

interface DistributionSectionProps {
  search: DashboardSearch
  onChange: (by: DistributionBy) => void
}

/** How the sessions of the time are spread. */
export function DistributionSection({ search, onChange }: DistributionSectionProps) {
  const { by = 'model' } = search
  const asked = trpc.coding.distribution.useQuery({ ...metricsQuery(search), by }, { staleTime: 60_000 })
  return (
    <Section id="distribution" title="How sessions are spread">
      <ToggleChoice label="Told apart by" value={by} options={BY} onChange={onChange} />
      {asked.error !== null && <ProblemNotice problem={problemOf(asked.error)} />}
      {asked.isPending && <p role="status">Counting…</p>}
      {asked.data !== undefined && <Spread distribution={asked.data} />}
    </Section>
  )
}

function Spread({ distribution }: { distribution: Distribution }) {
  const { by, reason, parts, sessions, window } = distribution
  const named = by === 'model' || by === 'repo_slug'
  const bars = useMemo(() => {
    const all = parts.map((part) => ({ name: partWords(by, part), count: part.sessions }))
    return named ? all.slice(0, SHOWN) : all
  }, [by, named, parts])
  if (reason !== null)
    return (
      <p className="text-sm text-muted">
        {REASON_WORDS[reason].short}: {REASON_WORDS[reason].long}
      </p>
    )
  const rest = restWords(distribution)
  const cut = parts.length > bars.length ? ` The first ${bars.length} of ${parts.length}.` : ''
  return (
    <div className="space-y-4">
      {bars.length > 0 && (
        <div className="max-w-3xl">
          <NamedBars
            name={`sessions-by-${by.replace('_slug', '')}`}
            title={`Sessions by ${BY_WORDS[by].long}`}
            note={`${windowOf(window)}; n = ${formatCount(sessions)} sessions.${cut}`}
            unit="Sessions"
            inOrder={!named}
            bars={bars}
          />
        </div>
      )}
      {rest !== null && <p className="max-w-3xl text-sm text-muted">{rest}</p>}
      {bars.length > 0 && (
        <Disclosure key={by} title="Shares, developers, and what was accepted" open={named}>
          <FigureTable
            caption={`Sessions by ${BY_WORDS[by].long}, with what was accepted`}
            captionHidden
            head={[BY_WORDS[by].short, 'Sessions', 'Share', 'Developers', 'Accepted, of those with a verdict']}
            numeric={[1, 2, 3]}
            rows={parts.map((part) => [
              <bdi key="name" className="break-words">
                {partWords(by, part)}
              </bdi>,
              formatCount(part.sessions),
              formatPercent(part.share),
              formatCount(part.developers),
              shareOf(part.acceptance_rate.value, part.acceptance_rate.interval, part.acceptance_rate.n),
            ])}
          />
        </Disclosure>
      )}
    </div>
  )
}
