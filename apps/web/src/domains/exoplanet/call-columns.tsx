import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table'
import { CallMark } from '../../ui/call-mark.tsx'
import { formatPercent, formatProbability, formatQuantity } from '../../ui/format.ts'
import type { DecidedCall } from './decide-calls.ts'

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, alphanumeric: sortFn_alphanumeric },
})

const helper = createColumnHelper<typeof features, DecidedCall>()

/** How wide a column is and whether it holds numbers; `wide` columns are left out where the page is narrow. */
export const LAYOUT: Record<string, { width: string; numeric?: true; wide?: true }> = {
  row: { width: '4.5rem', numeric: true, wide: true },
  id: { width: 'minmax(7rem,1.4fr)' },
  call: { width: 'minmax(7.5rem,1fr)' },
  probability: { width: 'minmax(4.5rem,1.2fr)', numeric: true },
  certainty: { width: '6.5rem', wide: true },
  orbital_period: { width: '7rem', numeric: true, wide: true },
  planet_radius: { width: '7rem', numeric: true, wide: true },
  transit_duration: { width: '7rem', numeric: true, wide: true },
}

const quantity = (name: 'orbital_period' | 'planet_radius' | 'transit_duration', header: string) =>
  helper.accessor((row) => row.call.features[name] ?? undefined, {
    id: name,
    header,
    sortFn: 'basic',
    sortUndefined: 'last',
    sortDescFirst: false,
    cell: ({ row }) => formatQuantity(row.original.call.features[name]),
  })

export const columns = helper.columns([
  helper.accessor((row) => row.call.row, {
    id: 'row',
    header: 'Row',
    sortFn: 'basic',
    sortDescFirst: false,
    cell: ({ row }) => row.original.call.row + 1,
  }),
  helper.accessor((row) => row.call.id, {
    id: 'id',
    header: 'Name',
    sortFn: 'alphanumeric',
    sortDescFirst: false,
    cell: ({ row }) => <bdi className="truncate font-medium">{row.original.call.id}</bdi>,
  }),
  helper.accessor((row) => (row.planet ? 1 : 0), {
    id: 'call',
    header: 'Call',
    sortFn: 'basic',
    sortDescFirst: true,
    cell: ({ row }) => <CallMark planet={row.original.planet} />,
  }),
  helper.accessor((row) => row.call.probability, {
    id: 'probability',
    header: 'Probability',
    sortFn: 'basic',
    sortDescFirst: true,
    cell: ({ row }) => <ProbabilityBar row={row.original} />,
  }),
  helper.accessor((row) => (row.abstained ? 2 : 0) + (row.call.fragile === true ? 1 : 0), {
    id: 'certainty',
    header: 'Certainty',
    sortFn: 'basic',
    sortDescFirst: true,
    cell: ({ row }) => <Certainty row={row.original} />,
  }),
  quantity('orbital_period', 'Period, d'),
  quantity('planet_radius', 'Radius, R⊕'),
  quantity('transit_duration', 'Duration, h'),
])

function ProbabilityBar({ row }: { row: DecidedCall }) {
  const { probability } = row.call
  return (
    <span className="flex w-full items-center justify-end gap-2">
      <span className="hidden h-1.5 flex-1 overflow-hidden rounded-full bg-rule sm:block" aria-hidden="true">
        <span
          className={`block h-full ${row.planet ? 'bg-planet' : 'bg-false-positive'}`}
          style={{ width: `${probability * 100}%` }}
        />
      </span>
      {formatProbability(probability)}
    </span>
  )
}

function Certainty({ row }: { row: DecidedCall }) {
  const { fragile, flip_rate: flipRate } = row.call
  const words = [
    row.abstained ? 'abstained' : null,
    fragile === true ? `fragile${flipRate === null ? '' : ` ${formatPercent(flipRate)}`}` : null,
  ].filter((word) => word !== null)
  return <span className="text-xs text-muted">{words.join(', ')}</span>
}
