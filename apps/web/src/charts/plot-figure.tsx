import { plot, type PlotOptions } from '@observablehq/plot'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { useWidth } from '../ui/use-width.ts'

interface PlotFigureProps {
  title: string
  /** what was measured on what: n, split, unit */
  note: string
  /** the plot for a width in px; keep it stable between renders */
  options: (width: number) => PlotOptions
  /** the same numbers as a table, for those who do not see the plot */
  table: ReactNode
}

/** An Observable Plot with its title, its note and its numbers. */
export function PlotFigure({ title, note, options, table }: PlotFigureProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  return (
    <figure className="min-w-0 space-y-2">
      <figcaption>
        <h3 className="text-base font-semibold">{title}</h3>
        <p className="text-sm text-muted">{note}</p>
      </figcaption>
      <div ref={box} className="min-w-0">
        {width > 0 && (
          <PlotCanvas label={`${title}. ${note}. The numbers follow as a table.`} options={options} width={width} />
        )}
      </div>
      <details className="text-sm">
        <summary className="link w-fit">The numbers</summary>
        <div className="max-h-72 overflow-y-auto pt-2" tabIndex={0} role="group" aria-label={`${title}, the numbers`}>
          {table}
        </div>
      </details>
    </figure>
  )
}

interface PlotCanvasProps {
  label: string
  options: (width: number) => PlotOptions
  width: number
}

export function PlotCanvas({ label, options, width }: PlotCanvasProps) {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const drawn = plot({
      ...options(width),
      width,
      style: {
        background: 'transparent',
        color: 'var(--muted)',
        fontFamily: 'inherit',
        fontSize: '12px',
        overflow: 'visible',
      },
    })
    // the box around it carries the words; Plot's own labels name marks, which says nothing to a listener
    drawn.setAttribute('aria-hidden', 'true')
    ref.current?.replaceChildren(drawn)
    return () => drawn.remove()
  }, [options, width])
  return <div ref={ref} role="img" aria-label={label} />
}
