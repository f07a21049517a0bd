import type { Manifest } from '@vouch/contracts/model'
import {
  type CurveCutter,
  createCurveCutter,
  isSeen,
  joinViews,
  viewSizes,
} from '@vouch/core/domains/exoplanet/curve-views'
import type { Ephemeris } from '@vouch/core/series/fold'
import { viewBins } from '@vouch/core/model/graph-width'
import type { FileBytes } from '../../../file/file-store.ts'
import type { CatalogueContext, NamedColumns } from '../../../prediction/table-domain.ts'
import { ephemeridesOf, type KeptCurve, readCurves } from './curves-file.ts'

const HOURS = 24
/** An epoch above it is a whole Julian date. */
const WHOLE_DATE = 2_400_000

/** One of the stars whose light came, and what can be cut from it. */
export interface OpenCurve extends KeptCurve {
  readonly cutter: CurveCutter
}

/** Light curves by the number of their star. */
export interface OpenCurves {
  readonly stars: readonly OpenCurve[]
  /** of a row's star; of the only one there is where the row names none */
  find(star: number): OpenCurve | null
}

export async function openStars(file: FileBytes | null): Promise<OpenCurves> {
  const kept = file === null ? [] : await readCurves(file)
  const stars = kept.map((one): OpenCurve => {
    const signals = ephemeridesOf(one.search)
    return { ...one, cutter: createCurveCutter({ curve: one.curve, signals }) }
  })
  const byNumber = new Map(stars.map((one) => [one.star, one]))
  return {
    stars,
    find(star) {
      const [only] = stars
      const unnamed = stars.length === 1 && only && (Number.isNaN(star) || only.star === null)
      return unnamed ? only : (byNumber.get(star) ?? null)
    },
  }
}

/** A row's signal in the days of its star's curve; null where the row does not say when it repeats. */
export function ephemerisOf({ values }: NamedColumns, row: number, { source }: KeptCurve): Ephemeris | null {
  const at = (key: string) => values[key]?.[row] ?? Number.NaN
  const [period, epoch, hours] = [at('period'), at('epoch'), at('duration')]
  if (!(period > 0) || !Number.isFinite(epoch) || !(hours > 0)) return null
  const epochDays = epoch > WHOLE_DATE && source.time_zero !== null ? epoch - source.time_zero : epoch
  return { periodDays: period, epochDays, durationDays: hours / HOURS }
}

/** The views of rows whose star's light came; NaN of the others, and where no transit was seen. */
export async function openCurves(file: FileBytes | null): Promise<CatalogueContext> {
  const { stars, find } = await openStars(file)
  return {
    rows: stars.length,
    features(manifest: Manifest, columns: NamedColumns) {
      const { views = [] } = manifest
      const bins = viewBins(manifest)
      const matrix = new Float32Array(columns.rows * bins).fill(Number.NaN)
      const sizes = viewSizes(views)
      for (let row = 0; row < columns.rows; row++) {
        const star = find(columns.values['star']?.[row] ?? Number.NaN)
        const signal = star && ephemerisOf(columns, row, star)
        if (!star || !signal || !isSeen(star.curve, signal)) continue
        matrix.set(joinViews(star.cutter.views(signal, sizes), views), row * bins)
      }
      return matrix
    },
  }
}
