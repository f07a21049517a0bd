import type { DiagnosisCode } from '@vouch/contracts/domains/skin'
import { useCallback } from 'react'
import type { Rectangle } from '../../charts/picture-map.ts'
import { problemOf } from '../../problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ZoomPicture } from '../../ui/zoom-picture.tsx'
import { KeptMap } from './kept-map.tsx'
import { openPicture } from './upright-picture.ts'
import { useKeptPicture, useOpened } from './use-picture.ts'

/** A kept picture alone, to be looked at closely. */
export function KeptPicture({ id }: { id: string }) {
  const kept = useKeptPicture(id)
  if (kept.error !== null) return <ProblemNotice problem={problemOf(kept.error)} />
  if (kept.data === undefined) return <p role="status">Fetching the picture…</p>
  return <ZoomPicture picture={kept.data} alt="The picture of the lesion" />
}

interface MappedPictureProps {
  id: string
  row: number
  codes: readonly DiagnosisCode[]
  called: DiagnosisCode
  seen: Rectangle | null
}

/** A kept picture with what speaks for a class over it. */
export function MappedPicture({ id, ...rest }: MappedPictureProps) {
  const kept = useKeptPicture(id)
  const blob = kept.data
  const open = useCallback(
    () => (blob === undefined ? Promise.reject(new Error('not here')) : openPicture(blob)),
    [blob],
  )
  const opened = useOpened(blob === undefined ? null : open)
  if (kept.error !== null) return <ProblemNotice problem={problemOf(kept.error)} />
  if (opened.kind === 'opening') return <p role="status">Fetching the picture…</p>
  if (opened.kind === 'unread') return <p role="status">This browser cannot show the picture.</p>
  return <KeptMap key={rest.called} id={id} picture={opened.picture} {...rest} />
}
