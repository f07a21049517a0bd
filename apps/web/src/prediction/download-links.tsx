import { DownloadFiles } from '../account/download-files.tsx'

const FORMATS = [
  ['csv', 'CSV'],
  ['ndjson', 'NDJSON'],
  ['parquet', 'Parquet'],
] as const

/** Downloads of every call. */
export function DownloadLinks({ id }: { id: string }) {
  const files = FORMATS.map(([format, name]) => ({
    name,
    label: `Download all calls as ${name}`,
    path: `/api/predictions/${encodeURIComponent(id)}/download?format=${format}`,
    fileName: `${id}.${format}`,
  }))
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="w-full text-muted sm:w-auto">Download all calls</span>
      <DownloadFiles files={files} />
    </div>
  )
}
