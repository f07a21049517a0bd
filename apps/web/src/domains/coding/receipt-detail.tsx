import type { IngestReceipt } from '@vouch/contracts/domains/coding'
import { DownloadFiles } from '../../account/download-files.tsx'
import { counted, formatCount } from '../../ui/format.ts'
import { KIND_WORDS } from './kind-words.ts'

/** How many lines that were not taken are shown. */
const SHOWN = 5

/** What became of a file’s entries, each of which is somewhere. */
export function ReceiptDetail({ receipt }: { receipt: IngestReceipt }) {
  const { kind, entries, simulated, dead_letters: dead, first_dead_letters: first, unpriced_models: unpriced } = receipt
  return (
    <div className="space-y-1.5" data-numeric>
      <p>
        {KIND_WORDS[kind]}, {counted(entries, 'entry', 'entries')}. {countsOf(receipt)}
      </p>
      {simulated > 0 && <p>Of them {formatCount(simulated)} are simulated: figures say that they hold them.</p>}
      {unpriced.length > 0 && (
        <p>
          Without a price, so that their cost is not known:{' '}
          {unpriced.map(({ model, sessions }) => `${model} (${counted(sessions, 'session')})`).join(', ')}.
        </p>
      )}
      {dead > 0 && (
        <>
          <p>{counted(dead, 'entry', 'entries')} could not be taken in; nothing of them is lost:</p>
          <ul className="list-disc space-y-0.5 pl-5">
            {first.slice(0, SHOWN).map(({ line, reason }, index) => (
              <li key={index}>
                line {formatCount(line)}: {reason}
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap gap-2 pt-1">
            <DownloadFiles
              files={[
                {
                  name: 'Download dead letters',
                  label: `Download the dead letters of ${receipt.name}`,
                  path: `/api/coding/ingests/${receipt.ingest_id}/dead-letters`,
                  fileName: 'dead-letters.ndjson',
                },
              ]}
            />
          </div>
        </>
      )}
    </div>
  )
}

/** `Sessions: 3 added, 1 repeated.`: of what there was nothing, nothing is said. */
function countsOf({ sessions, pull_requests: pulls, commits }: IngestReceipt): string {
  const told = [
    { name: 'Sessions', counts: sessions },
    { name: 'Pull requests', counts: pulls },
    { name: 'Commits', counts: commits },
  ].flatMap(({ name, counts }) => {
    const words = Object.entries(counts).flatMap(([what, n]) =>
      n === 0 ? [] : [`${formatCount(n)} ${what === 'decided' ? 'had their verdict become known' : what}`],
    )
    return words.length === 0 ? [] : [`${name}: ${words.join(', ')}.`]
  })
  return told.length === 0 ? 'Nothing was added.' : told.join(' ')
}
