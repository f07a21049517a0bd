import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { useWidth } from '../ui/use-width.ts'
import { type CanvasPlot, createCanvasPlot, type PlotAxes, type PlotContent } from './canvas-plot.ts'
import type { FigureNumbers } from './figure.ts'
import { PlotNumbers } from './plot-numbers.tsx'

interface ExplorablePlotProps extends PlotContent {
  title: string
  /** what is drawn: n, unit, what the colours are */
  note: ReactNode
  /** the same for who does not see it, without markup */
  spoken: string
  /** keep it stable */
  axes: PlotAxes
  height?: number
  numbers: () => FigureNumbers
  /** beside the title: what is shown, and how */
  tools?: ReactNode
}

/** A plot to move through: by dragging, by wheel or two fingers, by its buttons, or by the keyboard. */
export function ExplorablePlot(props: ExplorablePlotProps) {
  const { title, note, spoken, axes, height = 280, numbers, tools, layers, whole, yRange = null } = props
  const [box, width] = useWidth<HTMLDivElement>()
  const readout = useRef<HTMLParagraphElement>(null)
  const plot = useRef<CanvasPlot | null>(null)
  const isLaidOut = width > 0
  useLayoutEffect(() => {
    if (box.current === null || !isLaidOut) return undefined
    const size = { width: Math.floor(box.current.clientWidth), height }
    const made = createCanvasPlot(box.current, axes, size, (at) => {
      if (readout.current !== null)
        readout.current.textContent = at === null ? '' : `${axes.xWords(at.x)} · ${axes.yWords(at.y)}`
    })
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [box, isLaidOut, axes, height])
  useLayoutEffect(() => {
    if (width > 0) plot.current?.resize(width, height)
  }, [width, height])
  // also a plot that was just made anew is shown it; what it shows already it leaves as it is
  useEffect(() => plot.current?.show({ layers, whole, yRange }))

  const steer = (event: KeyboardEvent) => {
    // with these the keys are the browser's: it has a nearer and farther of its own
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = KEYS[event.key]
    if (act === undefined || plot.current === null || event.target !== event.currentTarget) return
    event.preventDefault()
    act(plot.current)
  }
  return (
    <figure className="min-w-0 space-y-2">
      <figcaption className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 max-w-3xl">
          <h3 className="text-base font-semibold [overflow-wrap:anywhere]">{title}</h3>
          <div className="text-sm text-muted">{note}</div>
        </div>
        {tools}
      </figcaption>
      <div
        data-plot
        role="group"
        aria-label={`${title}: arrow keys move, plus and minus bring nearer and farther, 0 shows all`}
        title="Drag to move; once clicked, the wheel brings nearer and farther"
        tabIndex={0}
        className="min-w-0"
        onKeyDown={steer}
        onPointerDown={(event) => event.currentTarget.focus({ preventScroll: true })}
      >
        <div
          ref={box}
          role="img"
          aria-label={`${title}. ${spoken} The numbers follow as a table.`}
          className="min-w-0"
          style={{ minHeight: height }}
        />
      </div>
      <div className="flex items-center justify-end gap-x-4">
        <p
          ref={readout}
          aria-hidden="true"
          className="min-w-0 flex-1 truncate text-right text-xs text-muted"
          data-numeric
        />
        <Steering title={title} plot={plot} />
      </div>
      <PlotNumbers title={title} numbers={numbers} />
    </figure>
  )
}

const PAN = 0.2
const NEARER = 0.6

const KEYS: Readonly<Record<string, (plot: CanvasPlot) => void>> = {
  ArrowLeft: (plot) => plot.pan(-PAN),
  ArrowRight: (plot) => plot.pan(PAN),
  '+': (plot) => plot.zoom(NEARER),
  '=': (plot) => plot.zoom(NEARER),
  '-': (plot) => plot.zoom(1 / NEARER),
  '0': (plot) => plot.reset(),
}

function Steering({ title, plot }: { title: string; plot: React.RefObject<CanvasPlot | null> }) {
  const button = (sign: string, word: string, act: (plot: CanvasPlot) => void) => (
    <Button
      className="min-h-8 min-w-9 px-2! py-1!"
      aria-label={`${title}: ${word}`}
      onClick={() => plot.current !== null && act(plot.current)}
    >
      {sign}
    </Button>
  )
  return (
    <div className="flex gap-1">
      {button('←', 'earlier', (shown) => shown.pan(-PAN))}
      {button('→', 'later', (shown) => shown.pan(PAN))}
      {button('+', 'nearer', (shown) => shown.zoom(NEARER))}
      {button('−', 'farther', (shown) => shown.zoom(1 / NEARER))}
      {button('All', 'show all', (shown) => shown.reset())}
    </div>
  )
}
