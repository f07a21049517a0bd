import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { CurveSearch, CurveSource } from '@vouch/contracts/domains/light-curve'
import { VouchError } from '@vouch/core/error'
import type { Ephemeris } from '@vouch/core/series/fold'
import type { LightCurve } from '@vouch/core/series/light-curve'
import { z } from 'zod'
import type { FileBytes } from '../../../file/file-store.ts'
import { openSource } from '../../../prediction/open-submitted.ts'

/** What is kept of a star beside its cadences. */
export const CurveHead = z.object({
  /** its number in the mission's catalogue; null where the file does not say it */
  star: z.number().nullable(),
  source: CurveSource,
  /** null where nothing was looked for */
  search: CurveSearch.nullable(),
})
export type CurveHead = z.infer<typeof CurveHead>

/** A star's light as it was observed: its own changes are in it. */
export interface KeptCurve extends CurveHead {
  readonly curve: LightCurve
}

const HOURS = 24

/** When the signals repeat that a search found. */
export function ephemeridesOf(search: CurveSearch | null): Ephemeris[] {
  return (search?.signals ?? []).map(({ period_days, epoch_days, duration_hours }) => ({
    periodDays: period_days,
    epochDays: epoch_days,
    durationDays: duration_hours / HOURS,
  }))
}

const HEADS = 'vouch:stars'

/** Writes light curves as one Parquet file: a row a cadence, star after star, and what is known of each in its metadata. */
export function writeCurves(path: string, stars: readonly KeptCurve[]): void {
  const heads: CurveHead[] = stars.map(({ star, source, search }) => ({ star, source, search }))
  const columns = (curve: LightCurve | null, place: number) => {
    const n = curve?.timeDays.length ?? 0
    return [
      { name: 'star', type: 'INT32' as const, nullable: false, data: new Int32Array(n).fill(place) },
      { name: 'time', type: 'DOUBLE' as const, nullable: false, data: curve?.timeDays ?? new Float64Array(0) },
      { name: 'flux', type: 'DOUBLE' as const, nullable: false, data: curve?.flux ?? new Float64Array(0) },
      { name: 'flux_err', type: 'DOUBLE' as const, nullable: false, data: curve?.fluxError ?? new Float64Array(0) },
      { name: 'piece', type: 'INT32' as const, nullable: false, data: Int32Array.from(curve?.piece ?? []) },
    ]
  }
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: columns(null, 0) }),
    statistics: false,
    createdBy: 'vouch',
    kvMetadata: [{ key: HEADS, value: JSON.stringify(heads) }],
  })
  for (const [place, { curve }] of stars.entries())
    void writer.write({ columnData: columns(curve, place), rowGroupSize: Math.max(1, curve.timeDays.length) })
  void writer.finish()
}

export async function readCurves(file: FileBytes): Promise<KeptCurve[]> {
  const source = await openSource(file)
  const buffer = {
    byteLength: source.size,
    slice: (start: number, end?: number) => source.slice(start, end ?? source.size).arrayBuffer(),
  }
  const metadata = await parquetMetadataAsync(buffer)
  const text = metadata.key_value_metadata?.find(({ key }) => key === HEADS)?.value
  if (text === undefined) throw new VouchError('failure', 'The light curves of this prediction cannot be read.')
  const heads = CurveHead.array().parse(JSON.parse(text))
  let first = 0
  const stars: KeptCurve[] = []
  for (const head of heads) {
    const rowEnd = first + head.source.cadences
    const rows = await parquetReadObjects({ file: buffer, metadata, rowStart: first, rowEnd })
    const numbers = (name: string) => Float64Array.from(rows, (row) => Number(row[name]))
    const curve: LightCurve = {
      timeDays: numbers('time'),
      flux: numbers('flux'),
      fluxError: numbers('flux_err'),
      piece: Uint16Array.from(rows, (row) => Number(row['piece'])),
    }
    stars.push({ ...head, curve })
    first = rowEnd
  }
  return stars
}
