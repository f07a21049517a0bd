import { useState } from 'react'
import { fetchApi, useSession } from '../account/browser-session.ts'
import { API_URL } from '../api-url.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useAction } from '../use-action.ts'

const FORMATS = [
  ['csv', 'CSV'],
  ['ndjson', 'NDJSON'],
  ['parquet', 'Parquet'],
] as const
type Format = (typeof FORMATS)[number][0]

/** Downloads of every call. For nobody in particular plain links: the browser streams the file to disk, however long. */
export function DownloadLinks({ id }: { id: string }) {
  const known = useSession().kind === 'known'
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="w-full text-muted sm:w-auto">Download all calls</span>
      {known ? <Fetched id={id} /> : <Linked id={id} />}
    </div>
  )
}

function Linked({ id }: { id: string }) {
  return FORMATS.map(([format, name]) => (
    <ButtonLink key={format} href={`${API_URL}${pathOf(id, format)}`} aria-label={labelOf(name)} download>
      {name}
    </ButtonLink>
  ))
}

/** A link cannot say who follows it, and a token in an address would stay in logs: the page fetches the file itself. */
function Fetched({ id }: { id: string }) {
  const [coming, setComing] = useState<Format | null>(null)
  const download = useAction(async (format: Format) => {
    setComing(format)
    const answer = await fetchApi(pathOf(id, format))
    saveFile(await answer.blob(), nameIn(answer) ?? `${id}.${format}`)
  })
  return (
    <>
      {FORMATS.map(([format, name]) => (
        <Button
          key={format}
          aria-label={labelOf(name)}
          disabled={download.busy}
          onClick={() => void download.run(format)}
        >
          {download.busy && coming === format ? 'Fetching…' : name}
        </Button>
      ))}
      {download.problem !== null && (
        <div className="w-full">
          <ProblemNotice problem={download.problem} />
        </div>
      )}
    </>
  )
}

function pathOf(id: string, format: Format): string {
  return `/api/predictions/${encodeURIComponent(id)}/download?format=${format}`
}

function labelOf(name: string): string {
  return `Download all calls as ${name}`
}

/** The name the server gives a download (RFC 6266). */
function nameIn(answer: Response): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  return encoded === undefined ? undefined : decodeURIComponent(encoded)
}

function saveFile(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser has taken it by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
