import type { PlotOptions } from '@observablehq/plot'

/** The numbers of a figure, for those who do not see it. */
export interface FigureNumbers {
  readonly caption: string
  readonly head: readonly string[]
  /** indices of columns that hold numbers */
  readonly numeric?: readonly number[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** All that a figure is, wherever it is drawn: on the page, in a file, in a report. */
export interface Figure {
  /** what its file is called, without ending */
  readonly name: string
  readonly title: string
  /** what was measured on what: n, split, unit */
  readonly note: string
  /** for a width in px */
  readonly options: (width: number) => PlotOptions
  readonly numbers: FigureNumbers
}

/** How high a figure of a width is drawn unless it knows better, in px. */
export function usualHeight(width: number): number {
  return Math.min(360, Math.max(240, width * 0.75))
}
