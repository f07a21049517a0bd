import { readFile } from 'node:fs/promises'
import type { FluxKind } from '@vouch/contracts/domains/light-curve'
import type { Row } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { curveSource, starNumber } from '@vouch/core/domains/exoplanet/curve-source'
import { createCurveCutter, isSeen } from '@vouch/core/domains/exoplanet/curve-views'
import { searchCurve } from '@vouch/core/domains/exoplanet/search-curve'
import { signalRow } from '@vouch/core/domains/exoplanet/signal-row'
import type { Ephemeris } from '@vouch/core/series/fold'
import type { ReadLightCurve } from '@vouch/core/series/light-curve'
import { headerText, isFits, readFits } from '@vouch/core/series/read-fits'
import { readFitsLightCurve } from '@vouch/core/series/read-fits-light-curve'
import { readTableLightCurve } from '@vouch/core/series/read-table-light-curve'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { hashFile } from '../../../file/hash-file.ts'
import { openFileSource } from '../../../prediction/file-source.ts'
import type { CurvesTask } from './curve-tasks.ts'
import type { NotePool } from '../../../worker/serve-tasks.ts'
import { type CurveHead, ephemeridesOf, type KeptCurve, readCurves, writeCurves } from './curves-file.ts'

/** A file as it was sent. */
export interface SentFile {
  readonly path: string
  readonly name: string
}

/** What is known of a star's curve, and how long it is. */
export interface TakenStar extends CurveHead {
  /** from the first cadence to the last */
  readonly spanDays: number
}

/** Light curves, read and kept, and their signals as rows of a transit table. */
export interface TakenCurves {
  readonly stars: readonly TakenStar[]
  readonly rows: readonly Row[]
  /** of the file of the curves; null where none was wanted */
  readonly sha256: string | null
}

/**
 * Reads light curves, looks through them where that is wanted, and makes a row of each signal.
 * @param note told how far it is, from 0 to 1
 * @throws VouchError `invalid`, naming the file that cannot be read
 */
export async function takeCurves(task: CurvesTask, limits: TableLimits, note: NotePool): Promise<TakenCurves> {
  const { from, search, known, path } = task
  const read = 'kept' in from ? await readCurves(from.kept) : await readFiles(from.files, from.flux, limits)
  const stars = search
    ? read.map((one, i): KeptCurve => ({
        ...one,
        search: searchCurve(one, search, (share) => {
          note((i + share) / read.length)
          return false
        }),
      }))
    : read
  if (path !== null) writeCurves(path, stars)
  return {
    stars: stars.map(({ star, source, search: found, curve: { timeDays } }) => ({
      star,
      source,
      search: found,
      spanDays: (timeDays.at(-1) ?? 0) - (timeDays[0] ?? 0),
    })),
    rows: stars.flatMap((one) => rowsOf(one, known)),
    sha256: path === null ? null : await hashFile(path),
  }
}

function rowsOf({ curve, star, source, search }: KeptCurve, known: Ephemeris | null): Row[] {
  const signals = known ? [known] : ephemeridesOf(search)
  if (known && !isSeen(curve, known)) {
    const message = 'no cadence lies in a transit of this period, epoch and duration'
    throw new VouchError('invalid', `${source.object ?? 'The curve'}: ${message}.`, [{ field: 'epoch_days', message }])
  }
  const cutter = createCurveCutter({ curve, signals })
  return signals.map((signal, i) => signalRow(cutter, signal, { source, star, number: i + 1 }))
}

async function readFiles(files: readonly SentFile[], flux: FluxKind, limits: TableLimits): Promise<KeptCurve[]> {
  const fits = new Map<string, { name: string; bytes: Uint8Array }[]>()
  const stars: KeptCurve[] = []
  for (const { name, path } of files) {
    const bytes = new Uint8Array(await readFile(path))
    if (isFits(bytes)) {
      const object = guard(name, () => headerText(readFits(bytes)[0]?.header ?? new Map(), 'OBJECT')) ?? ''
      fits.set(object, [...(fits.get(object) ?? []), { name, bytes }])
      continue
    }
    const table = await openTable(await openFileSource(path), { limits })
    const one = toKept(await readTableLightCurve(table))
    const { comments } = table.header
    stars.push(comments.some(saysSimulated) ? { ...one, source: { ...one.source, object: SIMULATED } } : one)
  }
  for (const own of fits.values()) stars.push(toKept(guard(own[0]?.name ?? '', () => readFitsLightCurve(own, flux))))
  if (stars.length > 1 && stars.some(({ star }) => star === null)) {
    const message = 'several curves were sent, and not each of them names its star'
    throw new VouchError('invalid', `Send a table alone: ${message}.`, [{ field: 'file', message }])
  }
  return stars
}

/** What a made-up star is called, so that nobody takes its signals for those of a real one. */
const SIMULATED = 'simulated star'

function saysSimulated(comment: string): boolean {
  return /^simulated\b/i.test(comment)
}

function toKept(read: ReadLightCurve): KeptCurve {
  const source = curveSource(read)
  return { curve: read.curve, source, star: starNumber(source.object), search: null }
}

/** What is broken in a FITS file is told with the file's name. */
function guard<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof VouchError) || error.message.includes(name)) throw error
    throw new VouchError(error.code, `${name}: ${error.message}`, error.errors, error)
  }
}
