import type { PlotBox, PlotLayer } from './plot-layer.ts'
import { packColour, rasterPoints } from './point-raster.ts'
import { colourNow } from './theme-colours.ts'
import { traceLine } from './trace-line.ts'

/** Where on its canvas a plot's box lies, in the canvas's own pixels, and how many of them a px has. */
export interface CanvasPlace {
  readonly left: number
  readonly top: number
  readonly ratio: number
}

/** Pixels that are kept from frame to frame. */
export interface Scratch {
  canvas: HTMLCanvasElement
  image: ImageData | null
}

/** Draws layers in their order: runs of points as pixels, everything else as lines. */
export function paintLayers(
  context: CanvasRenderingContext2D,
  layers: readonly PlotLayer[],
  box: PlotBox,
  { place, scratch }: { readonly place: CanvasPlace; readonly scratch: Scratch },
): void {
  if (box.width < 1 || box.height < 1) return
  const isPoints = (layer: PlotLayer) => layer.kind === 'points'
  paintPoints(context, layers.filter(isPoints), box, { place, scratch })
  context.save()
  context.beginPath()
  context.rect(place.left, place.top, box.width, box.height)
  context.clip()
  context.translate(place.left, place.top)
  for (const layer of layers) {
    if (layer.kind === 'points') continue
    context.strokeStyle = colourNow(layer.colour)
    context.fillStyle = context.strokeStyle
    if (layer.kind === 'line') {
      context.lineWidth = layer.width * place.ratio
      context.lineJoin = 'round'
      context.setLineDash([])
      context.beginPath()
      traceLine(context, box, layer)
      context.stroke()
    } else paintVerticals(context, layer, box, place.ratio)
  }
  context.restore()
}

function paintPoints(
  context: CanvasRenderingContext2D,
  layers: readonly PlotLayer[],
  box: PlotBox,
  { place, scratch }: { readonly place: CanvasPlace; readonly scratch: Scratch },
): void {
  if (layers.length === 0) return
  const { width, height } = box
  const inner = scratch.canvas.getContext('2d')
  if (inner === null) return
  if (scratch.image?.width !== width || scratch.image.height !== height) {
    scratch.canvas.width = width
    scratch.canvas.height = height
    scratch.image = inner.createImageData(width, height)
  }
  const pixels = new Uint32Array(scratch.image.data.buffer)
  pixels.fill(0)
  for (const layer of layers)
    if (layer.kind === 'points')
      rasterPoints(pixels, box, layer, {
        size: Math.max(1, Math.round(layer.size * place.ratio)),
        colour: packColour(colourNow(layer.colour)),
      })
  inner.putImageData(scratch.image, 0, 0)
  context.drawImage(scratch.canvas, place.left, place.top)
}

const WORD_PX = 11

function paintVerticals(
  context: CanvasRenderingContext2D,
  { at, dash }: PlotLayer & { kind: 'verticals' },
  { width, height, xFrom, xTo }: PlotBox,
  ratio: number,
): void {
  context.lineWidth = ratio
  context.setLineDash(dash.map((length) => length * ratio))
  context.font = `${WORD_PX * ratio}px ${getComputedStyle(document.body).fontFamily}`
  context.textBaseline = 'top'
  context.textAlign = 'left'
  let free = Number.NEGATIVE_INFINITY
  for (const { x, word } of at) {
    const left = Math.round(((x - xFrom) / (xTo - xFrom)) * width) + 0.5
    if (left < -1 || left > width + 1) continue
    context.beginPath()
    context.moveTo(left, 0)
    context.lineTo(left, height)
    context.stroke()
    if (word === undefined || left < free) continue
    context.fillText(word, left + 3 * ratio, 2 * ratio)
    free = left + context.measureText(word).width + 10 * ratio
  }
}
