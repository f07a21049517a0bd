import { DownloadFiles } from '../../account/download-files.tsx'
import { type SessionsSearch, sessionsWanted } from './coding-search.ts'

const FORMATS = [
  ['csv', 'CSV'],
  ['parquet', 'Parquet'],
] as const

/** All sessions that are asked for, of those that the reader may see, as a file. */
export function SessionExports({ search }: { search: SessionsSearch }) {
  // a file is by time alone
  const query = { ...sessionsWanted(search), order: search.sort === 'oldest' ? 'asc' : 'desc' }
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="w-full text-muted sm:w-auto">All of them as a file, by their time:</span>
      <DownloadFiles
        files={FORMATS.map(([format, name]) => ({
          name,
          label: `Download these sessions as ${name}`,
          path: `/api/sessions/export?${new URLSearchParams({ format, ...query })}`,
          fileName: `sessions.${format}`,
        }))}
      />
    </div>
  )
}
