import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CodingSearch } from './coding-search.ts'
import { useSight } from './use-sight.ts'

const WAY = 'link [&.active]:text-ink [&.active]:no-underline [&.active]:font-semibold'

interface CodingPageProps {
  title: string
  lead?: ReactNode
  /** goes along from screen to screen */
  search?: CodingSearch
  children: ReactNode
}

/** A screen of coding with assistants, and the ways to the others. */
export function CodingPage({ title, lead, search = {}, children }: CodingPageProps) {
  return (
    <div className="space-y-8">
      <title>{`${title} · Vouch`}</title>
      <header className="space-y-3">
        <Ways search={search} />
        <h1 className="text-3xl [overflow-wrap:anywhere]">{title}</h1>
        {lead !== undefined && <div className="max-w-3xl space-y-2 text-muted">{lead}</div>}
      </header>
      {children}
    </div>
  )
}

function Ways({ search: { days, from, to, model, repo } }: { search: CodingSearch }) {
  const sight = useSight()
  const along = { days, from, to, model, repo }
  return (
    <nav aria-label="Coding" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      <Link to="/coding" search={along} activeOptions={HERE} className={WAY}>
        Dashboard
      </Link>
      <Link to="/coding/trends" search={along} activeOptions={HERE} className={WAY}>
        Trends
      </Link>
      <Link to="/coding/insights" search={along} activeOptions={HERE} className={WAY}>
        Insights
      </Link>
      <Link to="/coding/costs" search={along} activeOptions={HERE} className={WAY}>
        Costs
      </Link>
      <Link to="/coding/compare" activeOptions={HERE} className={WAY}>
        Compare
      </Link>
      <Link to="/coding/sessions" activeOptions={HERE} className={WAY}>
        Sessions
      </Link>
      {sight?.sees === 'all' && (
        <Link to="/coding/data" className={WAY}>
          Data
        </Link>
      )}
    </nav>
  )
}

/** The same screen over another time is the same screen. */
const HERE = { exact: true, includeSearch: false } as const
