import type { CallLabel } from '@vouch/contracts/domains/exoplanet'
import type { CurveExplanation, CurveView, ViewName } from '@vouch/contracts/domains/light-curve'
import { axisX, axisY, line, type Markish, rect, ruleX, text } from '@observablehq/plot'
import type { Figure } from '../../../charts/figure.ts'
import { heatCells } from '../../../charts/heat-cells.ts'
import { counted, formatQuantity } from '../../../ui/format.ts'

export const VIEW_NAMES = {
  local: 'The transit',
  global: 'The whole period',
  secondary: 'The deepest other dip',
} as const satisfies Record<ViewName, string>

/** What a strip below a view is: attributions bin by bin, and the word before it. */
export interface Strip {
  readonly word: string
  readonly along: readonly number[]
  /** of what speaks for the class, and of what speaks against it */
  readonly colours: readonly [string, string]
}

/** As many cells as a strip of a page can show apart. */
const MOST_CELLS = 240
/** Heights as shares of the view's own, and of a strip's distance from what is above it. */
const STRIP_SHARE = 0.11
const GAP_SHARE = 0.05
const LEFT = 78

/** Strips of an explanation below one view: Grad-CAM, then integrated gradients. */
export function stripsOf({ grad_cam, integrated_gradients, target }: CurveExplanation, view: ViewName): Strip[] {
  const cam = grad_cam.find((map) => map.view === view)
  const gradients = integrated_gradients.views.find((map) => map.view === view)
  const colours = coloursOf(target)
  return [
    ...(cam ? [{ word: 'Grad-CAM', along: cam.along, colours }] : []),
    ...(gradients ? [{ word: 'Gradients', along: gradients.along, colours }] : []),
  ]
}

function coloursOf(target: CallLabel): [string, string] {
  const both = ['var(--planet)', 'var(--false-positive)'] as const
  return target === 'PLANET' ? [both[0], both[1]] : [both[1], both[0]]
}

/** What the network sees of a signal, and below it, bin by bin, where it looked. */
export function viewFigure(
  view: CurveView,
  {
    name,
    strips = [],
    height = 300,
  }: { readonly name: ViewName; readonly strips?: readonly Strip[]; readonly height?: number },
): Figure {
  const hours = binHours(view)
  const points = view.values.map((value, i) => ({ hours: hours[i] ?? 0, value }))
  const low = Math.min(-1, ...view.values)
  const high = Math.max(0.25, ...view.values)
  const unit = high - low
  const bottom = low - strips.length * unit * (STRIP_SHARE + GAP_SHARE)
  return {
    name: `${name}-view`,
    title: VIEW_NAMES[name],
    note: `Median of ${counted(view.values.length, 'bin')}; 0 is the usual flux, −1 is ${formatQuantity(view.depth_ppm)} ppm below it.`,
    options: () => ({
      height,
      marginLeft: LEFT,
      marginRight: 12,
      marginBottom: 40,
      x: { domain: [view.from_days * 24, view.to_days * 24] },
      y: { domain: [bottom, high] },
      marks: [
        ruleX([0], { stroke: 'var(--rule)' }),
        line(points, { x: 'hours', y: 'value', stroke: 'var(--ink)', strokeWidth: 1.4 }),
        ...strips.flatMap((strip, i) => {
          const top = low - GAP_SHARE * unit - i * unit * (STRIP_SHARE + GAP_SHARE)
          return stripMarks(
            strip,
            { from: hours[0] ?? 0, to: hours.at(-1) ?? 0 },
            { top, bottom: top - STRIP_SHARE * unit },
          )
        }),
        axisX({ label: 'Hours from the middle', labelArrow: 'none', labelAnchor: 'center', ticks: 6 }),
        axisY({ label: 'Depths', labelArrow: 'none', labelAnchor: 'top', ticks: depthTicks(low, high) }),
      ],
    }),
    numbers: {
      caption: `${VIEW_NAMES[name]}, every bin`,
      head: ['Hours', 'Depths', ...strips.map(({ word }) => word)],
      numeric: [0, 1, 2, 3].slice(0, 2 + strips.length),
      rows: points.map(({ hours: at, value }, i) => [
        at.toFixed(2),
        value.toFixed(3),
        ...strips.map(({ along }) => formatQuantity(along[i] ?? null)),
      ]),
    },
  }
}

function depthTicks(low: number, high: number): number[] {
  return [-3, -2, -1, -0.5, 0, 0.5, 1].filter((tick) => tick >= low && tick <= high)
}

/** Hours of the middles of a view's bins. */
export function binHours({ values, from_days: from, to_days: to }: CurveView): number[] {
  const step = values.length > 1 ? (to - from) / (values.length - 1) : 0
  return values.map((_, i) => (from + i * step) * 24)
}

/**
 * One hue that grows stronger, so that it is read without telling colours apart; what speaks against the class has the lower
 * half, so that its sign is read so, too.
 */
function stripMarks(
  { word, along, colours }: Strip,
  x: { readonly from: number; readonly to: number },
  { top, bottom }: { readonly top: number; readonly bottom: number },
): Markish[] {
  const width = x.to - x.from
  const middle = (top + bottom) / 2
  const isSigned = along.some((value) => value < 0)
  const cells = heatCells(along, MOST_CELLS).map(({ from, to, strength }) => ({
    x1: x.from + from * width,
    x2: x.from + to * width,
    y1: strength < 0 || !isSigned ? bottom : middle,
    y2: strength < 0 ? middle : top,
    fill: strength < 0 ? colours[1] : colours[0],
    opacity: Math.abs(strength),
  }))
  return [
    rect(cells, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', fillOpacity: 'opacity', insetRight: -0.3 }),
    rect([{ x1: x.from, x2: x.to, y1: bottom, y2: top }], {
      x1: 'x1',
      x2: 'x2',
      y1: 'y1',
      y2: 'y2',
      fill: 'none',
      stroke: 'var(--edge)',
      strokeWidth: 0.75,
    }),
    text([word], { x: x.from, y: middle, textAnchor: 'end', dx: -8, fill: 'var(--muted)' }),
  ]
}

/** The transits of odd and of even number over each other. */
export function oddEvenFigure(odd: CurveView | null, even: CurveView | null, height = 240): Figure {
  const lines = [
    ...(odd ? [{ name: 'odd', view: odd, stroke: 'var(--planet)', dash: undefined }] : []),
    ...(even ? [{ name: 'even', view: even, stroke: 'var(--false-positive)', dash: '5 3' }] : []),
  ]
  const first = odd ?? even
  const missing = lines.length === 2 ? '' : ' Transits of the other number were not seen.'
  return {
    name: 'odd-even',
    title: 'Odd and even transits',
    note: `Median of ${counted(first?.values.length ?? 0, 'bin')}; odd: whole line, even: dashed. Two stars of two kinds would take turns.${missing}`,
    options: () => ({
      height,
      marginLeft: LEFT,
      marginRight: 12,
      marginBottom: 40,
      marks: [
        ruleX([0], { stroke: 'var(--rule)' }),
        ...lines.map(({ view, stroke, dash }) => {
          const hours = binHours(view)
          return line(view.values, {
            x: (_, i: number) => hours[i],
            y: (value: number) => value,
            stroke,
            strokeWidth: 1.6,
            ...(dash && { strokeDasharray: dash }),
          })
        }),
        axisX({ label: 'Hours from the middle', labelArrow: 'none', labelAnchor: 'center', ticks: 6 }),
        axisY({ label: 'Depths', labelArrow: 'none', labelAnchor: 'top', ticks: Math.floor(height / 60) }),
      ],
    }),
    numbers: {
      caption: 'Odd and even transits, every bin',
      head: ['Hours', ...lines.map(({ name }) => name)],
      numeric: [0, 1, 2].slice(0, 1 + lines.length),
      rows:
        first === null
          ? []
          : binHours(first).map((at, i) => [
              at.toFixed(2),
              ...lines.map(({ view }) => view.values[i]?.toFixed(3) ?? '–'),
            ]),
    },
  }
}
