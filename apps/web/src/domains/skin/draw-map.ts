import { paintMap, type PictureMap, type Rectangle, type Size } from '../../charts/picture-map.ts'

/** px of the longer side of what is drawn on, however few the picture has */
const LONGEST = 960
/** of a map in colours: it has a dozen cells, and is smooth between them */
const PAINTED = 320

/** What a picture of so many pixels is drawn on. */
export function drawnSize({ width, height }: Size, longest = LONGEST): Size {
  const scale = longest / Math.max(width, height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A map in colours, to be laid over its picture. @param picture the size that the map speaks of */
export function paintOverlay(map: PictureMap, picture: Size): HTMLCanvasElement {
  const size = drawnSize(picture, PAINTED)
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  canvas.getContext('2d')?.putImageData(new ImageData(paintMap(map, picture, size), size.width, size.height), 0, 0)
  return canvas
}

interface Drawing {
  readonly picture: CanvasImageSource
  /** null: the picture alone */
  readonly overlay: CanvasImageSource | null
  /** of the overlay’s greatest value, 0 to 1 */
  readonly opacity: number
  /** what is framed, in shares of the picture; null: nothing */
  readonly frame: Rectangle | null
}

/** Draws a picture and the map over it. */
export function drawMap(canvas: HTMLCanvasElement, { picture, overlay, opacity, frame }: Drawing): void {
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  if (context === null) return
  context.imageSmoothingQuality = 'high'
  context.globalAlpha = 1
  context.drawImage(picture, 0, 0, width, height)
  if (overlay !== null) {
    // a place’s own opacity is in the overlay: together they are opacity × value / greatest value
    context.globalAlpha = opacity
    context.drawImage(overlay, 0, 0, width, height)
    context.globalAlpha = 1
  }
  if (frame === null) return
  const box = [frame.left * width, frame.top * height, frame.width * width, frame.height * height] as const
  // black and white by turns, to be seen on any skin
  context.lineWidth = 3
  context.setLineDash([])
  context.strokeStyle = '#000000'
  context.strokeRect(...box)
  context.setLineDash([10, 10])
  context.strokeStyle = '#ffffff'
  context.strokeRect(...box)
}
