import type { PlotOptions } from '@observablehq/plot'
import { PlotCanvas } from '../../../charts/plot-figure.tsx'
import { useWidth } from '../../../ui/use-width.ts'

interface ReportFigureProps {
  title: string
  /** what it shows, for who does not see it */
  spoken: string
  /** keep it stable */
  options: (width: number) => PlotOptions
}

/** A figure of a page that is printed: its numbers are in the tables of the screen that it comes from. */
export function ReportFigure({ title, spoken, options }: ReportFigureProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  return (
    <figure className="min-w-0">
      <figcaption>
        <h2 className="font-sans text-[11px] font-semibold">{title}</h2>
      </figcaption>
      <div ref={box}>{width > 0 && <PlotCanvas label={`${title}. ${spoken}`} options={options} width={width} />}</div>
    </figure>
  )
}
