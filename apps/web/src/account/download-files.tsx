import { useState } from 'react'
import { API_URL } from '../api-url.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { useAction } from '../use-action.ts'
import { fetchApi, useSession } from './browser-session.ts'

/** Something that can be downloaded. */
export interface DownloadFile {
  /** on the button */
  readonly name: string
  /** what a listener hears */
  readonly label: string
  /** of the API, from its root */
  readonly path: string
  /** unless the server gives one */
  readonly fileName: string
}

/** Downloads. For nobody in particular plain links: the browser streams the file to disk, however long. */
export function DownloadFiles({ files }: { files: readonly DownloadFile[] }) {
  const known = useSession().kind === 'known'
  if (known) return <Fetched files={files} />
  return files.map(({ name, label, path }) => (
    <ButtonLink key={path} href={`${API_URL}${path}`} aria-label={label} download>
      {name}
    </ButtonLink>
  ))
}

/** A link cannot say who follows it, and a token in an address would stay in logs: the page fetches the file itself. */
function Fetched({ files }: { files: readonly DownloadFile[] }) {
  const [coming, setComing] = useState<DownloadFile | null>(null)
  const download = useAction(async (file: DownloadFile) => {
    setComing(file)
    const answer = await fetchApi(file.path)
    saveFile(await answer.blob(), nameIn(answer) ?? file.fileName)
  })
  return (
    <>
      {files.map((file) => (
        <Button
          key={file.path}
          aria-label={file.label}
          disabled={download.busy}
          onClick={() => void download.run(file)}
        >
          {download.busy && coming?.path === file.path ? 'Fetching…' : file.name}
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

/** The name the server gives a download (RFC 6266). */
function nameIn(answer: Response): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  return encoded === undefined ? undefined : decodeURIComponent(encoded)
}
