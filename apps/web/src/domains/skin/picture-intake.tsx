import { useEffect, useEffectEvent, useState } from 'react'
import { problemOf, type ShownProblem } from '../../problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { BlobImage } from '../../ui/blob-image.tsx'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { formatBytes } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { fetchSampleLesion } from './skin-client.ts'

/** A picture that was chosen; a drawn one says so. */
export interface ChosenPicture {
  readonly file: File
  readonly note: string | null
}

interface PictureIntakeProps {
  chosen: ChosenPicture | null
  busy: boolean
  onChoose: (chosen: ChosenPicture) => void
}

/** By name, and not `image/*`: of a telephone’s own format a JPEG is made then. */
const ACCEPT = 'image/jpeg,image/png,image/webp'

/** How a picture comes in: dropped, chosen, pasted, photographed, or drawn. */
export function PictureIntake({ chosen, busy, onChoose }: PictureIntakeProps) {
  const take = (file: File) => onChoose({ file, note: null })
  usePaste(take, !busy)
  return (
    <div className="space-y-4">
      <FileDrop label="Picture file" accept={ACCEPT} disabled={busy} onFile={take}>
        <p className="font-medium">Drop a picture here, choose or paste one</p>
        <p className="mt-1 text-sm text-muted">
          One lesion through a dermatoscope: JPEG, PNG or WebP, up to 8 MB. A plain photograph is unlike what the model
          learned from.
        </p>
      </FileDrop>
      <div className="flex flex-wrap items-center gap-3">
        <Photograph busy={busy} onFile={take} />
        <Sample busy={busy} onChoose={onChoose} />
      </div>
      {chosen !== null && <Chosen {...chosen} />}
    </div>
  )
}

/** A picture from the clipboard, wherever the focus is. */
function usePaste(onFile: (file: File) => void, on: boolean) {
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const [file] = event.clipboardData?.files ?? []
    if (file === undefined) return
    event.preventDefault()
    onFile(file)
  })
  useEffect(() => {
    if (!on) return undefined
    window.addEventListener('paste', pasted)
    return () => window.removeEventListener('paste', pasted)
  }, [on])
}

/** The camera of a telephone: where there is a finger, there mostly is one. */
function Photograph({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  return (
    <label className="hidden min-h-10 cursor-pointer items-center rounded-md border border-edge bg-surface px-4 py-2 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent has-disabled:opacity-55 pointer-coarse:inline-flex">
      <input
        type="file"
        className="sr-only"
        accept={ACCEPT}
        capture="environment"
        disabled={busy}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) onFile(file)
          event.target.value = ''
        }}
      />
      Photograph it
    </label>
  )
}

/** A made-up lesion, for who has no picture at hand. */
function Sample({ busy, onChoose }: Pick<PictureIntakeProps, 'busy' | 'onChoose'>) {
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const take = async () => {
    setProblem(null)
    try {
      onChoose(await fetchSampleLesion())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <>
      <Button disabled={busy} onClick={() => void take()}>
        Try with a drawn lesion
      </Button>
      {problem !== null && (
        <div className="w-full">
          <ProblemNotice problem={problem} />
        </div>
      )}
    </>
  )
}

function Chosen({ file, note }: ChosenPicture) {
  const [unshown, setUnshown] = useState<File | null>(null)
  return (
    <div
      role="status"
      className="flex flex-wrap items-start gap-x-4 gap-y-3 rounded-md border border-rule bg-surface px-4 py-3 text-sm"
    >
      {unshown !== file && (
        <BlobImage
          blob={file}
          alt="What was chosen"
          onError={() => setUnshown(file)}
          className="max-h-32 max-w-40 rounded-sm border border-rule"
        />
      )}
      <div className="min-w-0 grow basis-40 space-y-1">
        <p>
          <span className="text-muted">Chosen: </span>
          <strong className="font-semibold [overflow-wrap:anywhere]">
            <bdi>{file.name}</bdi>
          </strong>{' '}
          <span data-numeric>({formatBytes(file.size)})</span> {note !== null && <Badge tone="caution">Drawn</Badge>}
        </p>
        {note !== null && <p className="text-muted">{note}</p>}
        {unshown === file && <p className="text-muted">This browser does not show it.</p>}
      </div>
    </div>
  )
}
