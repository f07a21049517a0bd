import { Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { ReceiptLine } from '../../prediction/receipt-line.tsx'
import { Section } from '../../ui/section.tsx'
import { CalledLesion } from './called-lesion.tsx'
import { ClassMap } from './class-map.tsx'
import { PictureFacts } from './picture-facts.tsx'
import { openSent } from './upright-picture.ts'
import type { CalledPicture } from './use-picture-call.ts'
import { useOpened } from './use-picture.ts'

/** What a picture that was just sent is called, and where the network looked. */
export function PictureResult({ file, output }: CalledPicture) {
  const { call, threshold, abstain, quality, prediction_id: id } = output
  return (
    <>
      <Section
        id="call"
        title="The call"
        aside={
          id === null ? (
            <span className="text-sm text-muted">Not kept</span>
          ) : (
            <Link to="/predictions/$id" params={{ id }} className="link text-sm">
              The call at its own address
            </Link>
          )
        }
      >
        <CalledLesion call={call} threshold={threshold} abstain={abstain} quality={quality} />
      </Section>
      <Section id="map" title="Where the network looked">
        <SentMap file={file} output={output} />
      </Section>
      <Section id="facts" title="What was read">
        <PictureFacts {...output} />
        <ReceiptLine receipt={output} what="picture" />
      </Section>
    </>
  )
}

function SentMap({ file, output }: CalledPicture) {
  const { picture, explanation_maps: maps, predictions, target } = output
  const [shown, setShown] = useState(target)
  const open = useCallback(() => openSent(file, output.picture, output.grad_cam), [file, output])
  const opened = useOpened(open)
  if (opened.kind === 'opening') return <p role="status">Opening the picture…</p>
  if (opened.kind === 'unread') return <p role="status">This browser cannot show the picture.</p>
  return (
    <ClassMap
      picture={opened.picture}
      maps={maps}
      codes={predictions.map(({ code }) => code)}
      shown={shown}
      onShow={setShown}
      seen={picture.seen}
    />
  )
}
