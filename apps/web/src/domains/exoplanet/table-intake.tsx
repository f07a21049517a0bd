import type { Catalogue } from '@vouch/contracts/domains/exoplanet'
import type { ShownProblem } from '../../problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { counted, formatBytes, formatMoment } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { TableSource } from './table-source.ts'

interface TableIntakeProps {
  source: TableSource | null
  busy: boolean
  /** what is being brought here at the moment */
  fetching: 'sample' | 'catalogue' | null
  catalogue: Catalogue | null
  problem: ShownProblem | null
  onFile: (file: File) => void
  onSample: () => void
  onCatalogue: () => void
  onFetchCatalogue: () => void
}

/** How a table of transit signals comes in: dropped, chosen, simulated, or from the archive. */
export function TableIntake(props: TableIntakeProps) {
  const { source, busy, fetching, catalogue, problem, onFile, onSample, onCatalogue, onFetchCatalogue } = props
  const waiting = busy || fetching !== null
  const kept = catalogue !== null && catalogue.fetched
  return (
    <div className="space-y-4">
      <FileDrop label="Table file" accept=".csv,.gz,.tsv,.txt,.xlsx,.parquet" disabled={waiting} onFile={onFile}>
        <p className="font-medium">Drop a table here, or choose a file</p>
        <p className="mt-1 text-sm text-muted">
          KOI, K2, TOI or DR25 TCE tables, or any table with a period and a depth or radius. CSV, gzipped CSV, Excel or
          Parquet.
        </p>
      </FileDrop>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="w-full text-sm text-muted">No table at hand?</span>
        <Button disabled={waiting} onClick={onSample}>
          {fetching === 'sample' ? 'Simulating…' : 'Simulate a survey'}
        </Button>
        {kept && (
          <Button disabled={waiting} onClick={onCatalogue}>
            Use the archive’s KOI table
          </Button>
        )}
        <Button disabled={waiting} onClick={onFetchCatalogue}>
          {fetchLabel(fetching === 'catalogue', kept)}
        </Button>
      </div>
      {kept && catalogue.fetched_at !== null && (
        <p className="text-sm text-muted">
          {catalogue.name}: {counted(catalogue.rows ?? 0, 'row')}, here since {formatMoment(catalogue.fetched_at)}.
        </p>
      )}
      {problem !== null && <ProblemNotice problem={problem} />}
      {source !== null && <ChosenTable source={source} />}
    </div>
  )
}

function fetchLabel(fetching: boolean, kept: boolean): string {
  if (fetching) return 'Asking the archive…'
  return kept ? 'Fetch it anew' : 'Fetch the live KOI table from NASA'
}

function ChosenTable({ source }: { source: TableSource }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-rule bg-surface px-4 py-3 text-sm"
    >
      <span className="text-muted">Chosen:</span>
      <strong className="font-semibold [overflow-wrap:anywhere]">
        {source.kind === 'catalogue' ? source.catalogue.name : source.file.name}
      </strong>
      {source.kind === 'catalogue' ? (
        <span data-numeric>{counted(source.catalogue.rows ?? 0, 'row')}</span>
      ) : (
        <span data-numeric>{formatBytes(source.file.size)}</span>
      )}
      {source.kind === 'sample' && (
        <>
          <Badge tone="caution">Simulated</Badge>
          <span className="w-full text-muted">{source.note}</span>
        </>
      )}
    </div>
  )
}
