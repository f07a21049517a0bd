import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react'
import { BlobImage } from './blob-image.tsx'
import { Button } from './button.tsx'
import { type FramePoint, NEAREST, panView, WHOLE, type ZoomView, zoomView } from './zoom-view.ts'

interface ZoomPictureProps {
  picture: Blob
  alt: string
}

const STEP = 1.5
const PAN = 0.15
/** How much nearer one notch of a wheel brings. */
const WHEEL_PER_PX = 0.002

/**
 * A picture that is looked at closely: by the wheel, two fingers, buttons or keys. The wheel brings nearer where the picture has
 * the focus, or with Ctrl, as which a trackpad’s pinch arrives: elsewhere it is the page’s.
 */
export function ZoomPicture({ picture, alt }: ZoomPictureProps) {
  const [view, setView] = useState(WHOLE)
  const frame = useRef<HTMLDivElement>(null)
  useGestures(frame, view, setView)
  const press = (event: KeyboardEvent) => {
    const next = keyed(view, event.key)
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setView(next)
  }
  const percent = Math.round(view.scale * 100)
  return (
    <div className="space-y-3">
      <div
        ref={frame}
        role="group"
        tabIndex={0}
        aria-label={`${alt}. Plus and minus bring it nearer and farther, arrow keys move it.`}
        onKeyDown={press}
        className={`relative overflow-hidden rounded-md border border-rule bg-sunken ${view.scale > 1 ? 'cursor-grab touch-none' : 'touch-pan-y'}`}
      >
        <BlobImage
          blob={picture}
          alt={alt}
          draggable={false}
          className="block max-h-[70dvh] w-full origin-top-left object-contain select-none"
          style={{ transform: `translate(${view.left * 100}%, ${view.top * 100}%) scale(${view.scale})` }}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <Button disabled={view.scale >= NEAREST} onClick={() => setView(zoomView(view, STEP))}>
          Nearer
        </Button>
        <Button disabled={view.scale <= 1} onClick={() => setView(zoomView(view, 1 / STEP))}>
          Farther
        </Button>
        <Button disabled={view.scale <= 1} onClick={() => setView(WHOLE)}>
          All of it
        </Button>
        <output aria-label="How near">{percent} %</output>
      </div>
    </div>
  )
}

/** @returns null for a key that is the page’s: what is wholly in sight cannot be moved */
function keyed(view: ZoomView, key: string): ZoomView | null {
  if (view.scale === 1 && key.startsWith('Arrow')) return null
  switch (key) {
    case '+':
    case '=':
      return zoomView(view, STEP)
    case '-':
      return zoomView(view, 1 / STEP)
    case 'Home':
      return WHOLE
    case 'ArrowLeft':
      return panView(view, PAN, 0)
    case 'ArrowRight':
      return panView(view, -PAN, 0)
    case 'ArrowUp':
      return panView(view, 0, PAN)
    case 'ArrowDown':
      return panView(view, 0, -PAN)
    default:
      return null
  }
}

/** React listens to wheels without the right to keep the page where it is. */
function useGestures(
  frame: React.RefObject<HTMLDivElement | null>,
  view: ZoomView,
  setView: (change: (view: ZoomView) => ZoomView) => void,
) {
  const down = useRef(new Map<number, FramePoint>())
  const wheel = useEffectEvent((event: WheelEvent) => {
    const isOurs = event.ctrlKey || frame.current === document.activeElement
    if (frame.current === null || !isOurs || (event.deltaY > 0 && view.scale === 1)) return
    event.preventDefault()
    const at = placeIn(frame.current, event)
    setView((before) => zoomView(before, Math.exp(-event.deltaY * WHEEL_PER_PX), at))
  })
  const begin = useEffectEvent((event: PointerEvent) => {
    if (frame.current === null || event.button !== 0) return
    down.current.set(event.pointerId, placeIn(frame.current, event))
    frame.current.setPointerCapture(event.pointerId)
  })
  const move = useEffectEvent((event: PointerEvent) => {
    const before = down.current.get(event.pointerId)
    if (frame.current === null || before === undefined) return
    const now = placeIn(frame.current, event)
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1]
    down.current.set(event.pointerId, now)
    if (other === undefined) setView((old) => panView(old, now.x - before.x, now.y - before.y))
    else if (apart(before, other) > 0)
      setView((old) => zoomView(old, apart(now, other) / apart(before, other), between(now, other)))
  })
  const end = useEffectEvent((event: PointerEvent) => void down.current.delete(event.pointerId))
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener('wheel', wheel, { signal, passive: false })
    element.addEventListener('pointerdown', begin, { signal })
    element.addEventListener('pointermove', move, { signal })
    element.addEventListener('pointerup', end, { signal })
    element.addEventListener('pointercancel', end, { signal })
    return () => listening.abort()
  }, [frame])
}

function placeIn(element: HTMLElement, { clientX, clientY }: MouseEvent): FramePoint {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: (clientX - left) / width, y: (clientY - top) / height }
}

function apart(one: FramePoint, other: FramePoint): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

function between(one: FramePoint, other: FramePoint): FramePoint {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}
