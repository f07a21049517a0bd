/** What of a picture is in sight: how near it is, and where its upper left corner lies, in widths and heights of its frame. */
export interface ZoomView {
  /** 1: all of it */
  readonly scale: number
  /** 1 − scale to 0 */
  readonly left: number
  readonly top: number
}

/** A place in the frame, 0 to 1 from left to right and from top to bottom. */
export interface FramePoint {
  readonly x: number
  readonly y: number
}

export const WHOLE: ZoomView = { scale: 1, left: 0, top: 0 }
export const NEAREST = 8
const MIDDLE: FramePoint = { x: 0.5, y: 0.5 }

/** Brings a picture nearer (above 1) or farther, about a place that stays where it is so long as no edge comes into sight. */
export function zoomView({ scale, left, top }: ZoomView, factor: number, at: FramePoint = MIDDLE): ZoomView {
  const next = Math.min(NEAREST, Math.max(1, scale * factor))
  const grown = next / scale
  return within({ scale: next, left: at.x - (at.x - left) * grown, top: at.y - (at.y - top) * grown })
}

/** Moves a picture by shares of its frame; it always fills the frame. */
export function panView({ scale, left, top }: ZoomView, right: number, down: number): ZoomView {
  return within({ scale, left: left + right, top: top + down })
}

function within({ scale, left, top }: ZoomView): ZoomView {
  const clamp = (value: number) => Math.min(0, Math.max(1 - scale, value))
  return { scale, left: clamp(left), top: clamp(top) }
}
