import { API_URL } from '../api-url.ts'
import { ButtonLink } from '../ui/button.tsx'

const FORMATS = { csv: 'CSV', ndjson: 'NDJSON', parquet: 'Parquet' } as const

/** Plain links: the browser streams the file to disk, however long it is. */
export function DownloadLinks({ id }: { id: string }) {
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <span className="w-full text-muted sm:w-auto">Download all calls</span>
      {Object.entries(FORMATS).map(([format, name]) => (
        <ButtonLink
          key={format}
          href={`${API_URL}/api/predictions/${encodeURIComponent(id)}/download?format=${format}`}
          aria-label={`Download all calls as ${name}`}
          download
        >
          {name}
        </ButtonLink>
      ))}
    </p>
  )
}
