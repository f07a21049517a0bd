interface Gestures {
  /** moves what is in sight by a share of itself */
  readonly pan: (share: number) => void
  /** brings it nearer (below 1) about a share of its width */
  readonly zoom: (factor: number, at: number) => void
  /** whether all is in sight: then there is nothing to go back to */
  readonly isWhole: () => boolean
}

/** How much nearer one notch of a wheel brings. */
const WHEEL_PER_PX = 0.002

/**
 * Drag moves, two fingers and the wheel bring nearer. The wheel does so on a plot that has the focus, or with Ctrl, as which a
 * trackpad's pinch arrives: elsewhere it is the page's. @returns how to stop it
 */
export function watchGestures(over: HTMLElement, { pan, zoom, isWhole }: Gestures): () => void {
  const down = new Map<number, number>()
  // one finger up or down is the page's
  over.style.touchAction = 'pan-y'
  over.style.cursor = 'grab'
  const shareOf = (clientX: number) => {
    const { left, width } = over.getBoundingClientRect()
    return (clientX - left) / width
  }
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return
    down.set(event.pointerId, event.clientX)
    over.setPointerCapture(event.pointerId)
    over.style.cursor = 'grabbing'
  }
  const move = (event: PointerEvent) => {
    const before = down.get(event.pointerId)
    if (before === undefined) return
    const [one, other] = [...down.values()]
    down.set(event.pointerId, event.clientX)
    if (one === undefined || other === undefined) return pan(shareOf(before) - shareOf(event.clientX))
    const [nextOne, nextOther] = [...down.values()]
    const [was, is] = [Math.abs(one - other), Math.abs((nextOne ?? one) - (nextOther ?? other))]
    if (was > 0 && is > 0) zoom(was / is, shareOf(((nextOne ?? one) + (nextOther ?? other)) / 2))
  }
  const end = (event: PointerEvent) => {
    down.delete(event.pointerId)
    if (down.size === 0) over.style.cursor = 'grab'
  }
  const wheel = (event: WheelEvent) => {
    const isOurs = event.ctrlKey || (over.closest('[data-plot]')?.contains(document.activeElement) ?? false)
    if (!isOurs || (event.deltaY > 0 && isWhole())) return
    event.preventDefault()
    zoom(Math.exp(event.deltaY * WHEEL_PER_PX), shareOf(event.clientX))
  }
  over.addEventListener('pointerdown', begin)
  over.addEventListener('pointermove', move)
  over.addEventListener('pointerup', end)
  over.addEventListener('pointercancel', end)
  over.addEventListener('wheel', wheel, { passive: false })
  return () => {
    over.removeEventListener('pointerdown', begin)
    over.removeEventListener('pointermove', move)
    over.removeEventListener('pointerup', end)
    over.removeEventListener('pointercancel', end)
    over.removeEventListener('wheel', wheel)
  }
}
