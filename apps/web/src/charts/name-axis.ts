const FONT_PX = 12
/** Below it a long label of an axis would be cut. */
export const NARROW_PX = 480

/** Room for the names of inputs left of a plot, in px: half a phone, never more than the longest needs. */
export function nameAxis(width: number) {
  const marginLeft = Math.min(230, width * 0.45)
  return { marginLeft, text: { lineWidth: marginLeft / FONT_PX - 1, textOverflow: 'ellipsis' as const } }
}
