import type { TableMapping } from '@vouch/contracts/submission'
import { Disclosure } from '../ui/disclosure.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { unitWords } from '../ui/unit-words.ts'

/** How the columns of a table were understood: every column stands in exactly one of the lists. */
export function MappingReport({ mapping, table }: { mapping: TableMapping; table: string }) {
  return (
    <div className="space-y-4">
      <p className="text-sm">
        Read as <strong className="font-semibold">{table}</strong>: {counted(mapping.rows, 'row')},{' '}
        {mapping.id_column === null ? (
          'each named by its number.'
        ) : (
          <>
            each named by <code className="font-mono">{mapping.id_column}</code>.
          </>
        )}
      </p>
      {mapping.leaking.length > 0 && <LeakingColumns leaking={mapping.leaking} />}
      {mapping.warnings.length > 0 && <Warnings warnings={mapping.warnings} />}
      <div className="border-b border-rule">
        <Disclosure title="Columns used" count={mapping.mapped.length} open>
          <MappedColumns mapping={mapping} />
        </Disclosure>
        <Disclosure title="Quantities no column gave" count={mapping.missing.length}>
          <FigureTable
            caption="Quantities the model can use that no column gave"
            captionHidden
            head={['Quantity', 'Unit', 'What it is']}
            rows={mapping.missing.map((quantity) => [
              <code className="font-mono">{quantity.quantity}</code>,
              named(quantity.unit),
              quantity.description,
            ])}
          />
        </Disclosure>
        <Disclosure title="Columns ignored" count={mapping.ignored.length}>
          <p className="font-mono text-sm [overflow-wrap:anywhere]">{mapping.ignored.join(', ') || 'None.'}</p>
        </Disclosure>
      </div>
    </div>
  )
}

function LeakingColumns({ leaking }: { leaking: TableMapping['leaking'] }) {
  return (
    <Notice tone="caution" title={`${counted(leaking.length, 'column')} would tell the answer: seen, never used`}>
      <ul className="space-y-1">
        {leaking.map(({ column, reason }) => (
          <li key={column}>
            <code className="font-mono font-semibold">{column}</code> – {reason}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Warnings({ warnings }: { warnings: TableMapping['warnings'] }) {
  return (
    <Notice title={counted(warnings.length, 'warning')}>
      <ul className="space-y-1">
        {warnings.map((warning, index) => (
          <li key={index}>
            {placeOf(warning)}
            {warning.message}
            {warning.count !== undefined && warning.count > 1 && ` (${formatCount(warning.count)} times)`}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function placeOf({ line, column }: TableMapping['warnings'][number]): string {
  const parts = [line === undefined ? null : `line ${line}`, column === undefined ? null : `column ${column}`]
  const place = parts.filter((part) => part !== null).join(', ')
  return place === '' ? '' : `${place}: `
}

function MappedColumns({ mapping }: { mapping: TableMapping }) {
  return (
    <FigureTable
      caption="Which column became which quantity, in which unit"
      captionHidden
      head={['Column', 'Quantity', 'Unit', 'Unit known from', 'Filled', 'Unreadable']}
      numeric={[4, 5]}
      rows={mapping.mapped.map((column) => [
        <code className="font-mono">{column.column}</code>,
        <code className="font-mono">{column.quantity}</code>,
        column.unit === column.to_unit ? named(column.unit) : `${named(column.unit)} → ${named(column.to_unit)}`,
        column.unit === '' ? 'taken as it is' : column.unit_from === 'header' ? 'the header' : 'such tables',
        `${formatCount(column.filled)} of ${formatCount(mapping.rows)}`,
        column.unreadable === 0 ? '0' : <strong className="text-danger">{formatCount(column.unreadable)}</strong>,
      ])}
    />
  )
}

function named(unit: string): string {
  return unitWords(unit) || 'no unit'
}
