import { plot, type PlotOptions } from '@observablehq/plot'
import { useLayoutEffect, useRef } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { useWidth } from '../ui/use-width.ts'
import { FigureDownloads } from './figure-downloads.tsx'
import type { Figure } from './figure.ts'

/** An Observable Plot with its title, its note, its numbers as a table, and itself as a file. Keep it stable between renders. */
export function PlotFigure({ figure }: { figure: Figure }) {
  const { title, note, options, numbers } = figure
  const [box, width] = useWidth<HTMLDivElement>()
  return (
    <figure className="min-w-0 space-y-2">
      <figcaption>
        <h3 className="text-base font-semibold [overflow-wrap:anywhere]">{title}</h3>
        <p className="text-sm text-muted">{note}</p>
      </figcaption>
      <div ref={box} className="min-w-0">
        {width > 0 && (
          <PlotCanvas label={`${title}. ${note} The numbers follow as a table.`} options={options} width={width} />
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-4 text-sm">
        <details className="min-w-0 flex-1 basis-48">
          <summary className="link w-fit py-1">The numbers</summary>
          <div className="max-h-72 overflow-y-auto pt-2" tabIndex={0} role="group" aria-label={`${title}, the numbers`}>
            <FigureTable {...numbers} captionHidden />
          </div>
        </details>
        <FigureDownloads figure={figure} />
      </div>
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
