import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type AxisRange, panRange, rangeWithin, withRoom, zoomRange } from './axis-range.ts'
import { paintLayers, type Scratch } from './paint-layers.ts'
import type { PlotLayer } from './plot-layer.ts'
import { watchGestures } from './plot-gestures.ts'
import { colourNow, onColourChange } from './theme-colours.ts'

/** What a plot's axes say. Keep it stable between frames. */
export interface PlotAxes {
  readonly xLabel: string
  readonly yLabel: string
  /** a number of the x axis in words */
  readonly xWords: (x: number) => string
  readonly yWords: (y: number) => string
  /** where numbers of the x axis stand, of at most so many; left out, evenly */
  readonly xTicks?: (from: number, to: number, wanted: number) => number[]
}

export interface PlotContent {
  readonly layers: readonly PlotLayer[]
  readonly whole: AxisRange
  /** of the y axis; left out, what the points and lines in sight need */
  readonly yRange?: AxisRange | null
}

/** A plot that can be moved through, once it is drawn. */
export interface CanvasPlot {
  /** draws it with the next frame; what is in sight stays so long as the whole is the same */
  show(content: PlotContent): void
  resize(width: number, height: number): void
  pan(share: number): void
  zoom(factor: number, at?: number): void
  reset(): void
  destroy(): void
}

/** px an axis takes; the same in all plots, so that one below another has its x at the same place */
const AXIS = { left: 80, right: 12, bottom: 46 } as const
const FONT_PX = 12
const PX_PER_TICK = 62

/**
 * Draws into an element by uPlot, which knows axes, scales and the pointer; what is in them is painted by `paintLayers`.
 * @param onPoint told where the pointer is, in the units of the axes; null once it has left
 */
export function createCanvasPlot(
  element: HTMLElement,
  axes: PlotAxes,
  size: { readonly width: number; readonly height: number },
  onPoint: (at: { x: number; y: number } | null) => void,
): CanvasPlot {
  let content: PlotContent = { layers: [], whole: { from: 0, to: 1 } }
  let range: AxisRange = content.whole
  const scratch: Scratch = { canvas: document.createElement('canvas'), image: null }
  const paint = (plot: uPlot) => {
    const { left, top, width, height } = plot.bbox
    const { x, y } = plot.scales
    if (x?.min === undefined || x.max === undefined || y?.min === undefined || y.max === undefined) return
    const box = { width: Math.round(width), height: Math.round(height) }
    paintLayers(
      plot.ctx,
      content.layers,
      { ...box, xFrom: x.min, xTo: x.max, yFrom: y.min, yTo: y.max },
      { place: { left: Math.round(left), top: Math.round(top), ratio: uPlot.pxRatio }, scratch },
    )
  }
  const point = (plot: uPlot) => {
    const { left, top } = plot.cursor
    if (left === undefined || top === undefined || left < 0) return onPoint(null)
    onPoint({ x: plot.posToVal(left, 'x'), y: plot.posToVal(top, 'y') })
  }
  const plot = new uPlot(
    optionsOf(axes, size, { paint, point }),
    [
      [0, 1],
      [null, null],
    ],
    element,
  )
  let due = 0
  const draw = () => {
    due = 0
    const y = content.yRange ?? autoRange(content.layers, range)
    plot.batch(() => {
      plot.setScale('x', { min: range.from, max: range.to })
      plot.setScale('y', { min: y.from, max: y.to })
      plot.redraw(false, true)
    })
  }
  // many changes within one frame are drawn once
  const ask = () => {
    if (due === 0) due = requestAnimationFrame(draw)
  }
  const move = (next: AxisRange) => {
    range = next
    ask()
  }
  const pan = (share: number) => move(panRange(range, share, content.whole))
  const zoom = (factor: number, at = 0.5) => move(zoomRange(range, { factor, at }, content.whole))
  const isWhole = () => range.from <= content.whole.from && range.to >= content.whole.to
  const stop = [watchGestures(plot.over, { pan, zoom, isWhole }), onColourChange(ask)]
  return {
    show(next) {
      if (next.layers === content.layers && next.whole === content.whole && next.yRange === content.yRange) return
      const same = next.whole.from === content.whole.from && next.whole.to === content.whole.to
      content = next
      if (!same) range = next.whole
      ask()
    },
    resize(width, height) {
      plot.setSize({ width, height })
      ask()
    },
    pan,
    zoom,
    reset: () => move(content.whole),
    destroy() {
      cancelAnimationFrame(due)
      for (const end of stop) end()
      plot.destroy()
    },
  }
}

function autoRange(layers: readonly PlotLayer[], x: AxisRange): AxisRange {
  const found = layers
    .filter((layer) => layer.kind !== 'verticals')
    .map((layer) => rangeWithin(layer.x, layer.y, x))
    .filter((one) => one !== null)
  if (found.length === 0) return { from: 0, to: 1 }
  return withRoom({ low: Math.min(...found.map(({ low }) => low)), high: Math.max(...found.map(({ high }) => high)) })
}

function optionsOf(
  { xLabel, yLabel, xWords, yWords, xTicks }: PlotAxes,
  { width, height }: { readonly width: number; readonly height: number },
  hooks: { readonly paint: (plot: uPlot) => void; readonly point: (plot: uPlot) => void },
): uPlot.Options {
  const font = `${FONT_PX}px ${getComputedStyle(document.body).fontFamily}`
  const look = {
    font,
    labelFont: font,
    labelSize: 18,
    labelGap: 0,
    stroke: () => colourNow('--muted'),
    grid: { stroke: () => colourNow('--rule'), width: 1 },
    ticks: { stroke: () => colourNow('--edge'), width: 1, size: 5 },
  }
  const splits =
    xTicks &&
    ((plot: uPlot, _axis: number, from: number, to: number) =>
      xTicks(from, to, Math.max(2, Math.floor(plot.bbox.width / uPlot.pxRatio / PX_PER_TICK))))
  return {
    width,
    height,
    padding: [8, AXIS.right, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false, setScale: false }, points: { show: false } },
    scales: { x: { time: false, auto: false, range: (_, min, max) => [min, max] }, y: { auto: false } },
    axes: [
      {
        ...look,
        label: xLabel,
        size: AXIS.bottom - look.labelSize,
        space: PX_PER_TICK,
        values: (_, at) => at.map((value) => xWords(value)),
        ...(splits && { splits }),
      },
      {
        ...look,
        label: yLabel,
        size: AXIS.left - look.labelSize,
        values: (_, at) => at.map((value) => yWords(value)),
      },
    ],
    series: [{}, { points: { show: false } }],
    hooks: { draw: [hooks.paint], setCursor: [hooks.point] },
  }
}
