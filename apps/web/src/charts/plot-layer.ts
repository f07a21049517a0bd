/** A colour of `styles.css`, by its name. */
export type CssColour = '--ink' | '--muted' | '--edge' | '--planet' | '--false-positive' | '--accent' | '--caution'

/** Something that is drawn into a plot, in the units of its axes. */
export type PlotLayer =
  /** a square each, px wide; in any order of x */
  | {
      readonly kind: 'points'
      readonly x: ArrayLike<number>
      readonly y: ArrayLike<number>
      readonly colour: CssColour
      readonly size: number
    }
  /** from one to the next, x ascending; broken where y is NaN, and where `breaks` says that something begins anew */
  | {
      readonly kind: 'line'
      readonly x: ArrayLike<number>
      readonly y: ArrayLike<number>
      readonly colour: CssColour
      readonly width: number
      readonly breaks?: ReadonlySet<number>
    }
  /** lines from below to above, with a word at their heads */
  | {
      readonly kind: 'verticals'
      readonly at: readonly { readonly x: number; readonly word?: string }[]
      readonly colour: CssColour
      readonly dash: readonly number[]
    }

/** A box of pixels, and what lies at its edges. */
export interface PlotBox {
  readonly width: number
  readonly height: number
  readonly xFrom: number
  readonly xTo: number
  readonly yFrom: number
  readonly yTo: number
}
