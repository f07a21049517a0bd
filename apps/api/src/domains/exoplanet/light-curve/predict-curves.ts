import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  faultOf,
  type FluxKind,
  type LightCurveOptions,
  type SearchOptions,
  type SearchOutput,
} from '@vouch/contracts/domains/light-curve'
import { VouchError } from '@vouch/core/error'
import type { CurveSearchOptions } from '@vouch/core/domains/exoplanet/search-curve'
import type { Ephemeris } from '@vouch/core/series/fold'
import { StoredFile } from '../../../file/stored-file.ts'
import type { WorkFolder } from '../../../file/work-folders.ts'
import { type Outcome, type Subjects, submitRows } from '../../../prediction/predict.ts'
import { nowMs } from '../../../prediction/receipt.ts'
import type { Services } from '../../../services.ts'
import { type CurvesTask, isTakenCurves } from './curve-tasks.ts'
import { findContext } from '../catalogue.ts'
import { exoplanet } from '../domain.ts'
import { acceptCurves } from './curve-job.ts'
import { nothingFound } from './nothing-found.ts'
import type { TakenCurves, TakenStar } from './take-curves.ts'

/** Light-curve files that one form takes: four years of quarters of a few stars. */
export const MOST_CURVE_FILES = 120
const HOURS = 24
/** Reading takes a second for a hundred quarters. */
const READ_MS = 120_000
/** A search of a longer curve is a job: it takes more than a few seconds. */
const FEW_CADENCES = 6000
/** A search that somebody waits for. */
const SEARCH_MS = 600_000

type Sender = Pick<Subjects, 'accountId' | 'newId' | 'later'>

/** Calls the signals of light curves: the one that is named, or those that a search finds. A long search becomes a job. */
export async function predictCurves(
  services: Services,
  files: readonly File[],
  { options, sender }: { readonly options: LightCurveOptions; readonly sender: Sender },
): Promise<Outcome> {
  refuseFaults(options)
  return withCurves(services, async (folder) => {
    const path = join(folder.path, 'read.parquet')
    const known = knownOf(options)
    const taken = await take(services, { from: await sent(files, options, folder), search: null, known, path }, READ_MS)
    const { threshold, store } = options
    const subjects: Subjects = {
      domain: exoplanet,
      findContext,
      options: { model: options.model ?? modelFor(taken), threshold, store, features: 'three' },
      ...sender,
    }
    if (known) return callRows(services, taken, { ...subjects, path })
    const search = searchOf(options)
    if (store && (sender.later || isLong(taken)))
      return acceptCurves(services, { path, sha256: taken.sha256 ?? '', search, name: nameOf(files), subjects })
    const searched = join(folder.path, 'searched.parquet')
    const found = await take(services, { from: { kept: { path } }, search, known: null, path: searched }, SEARCH_MS)
    return callRows(services, found, { ...subjects, path: searched })
  })
}

/** Looks through light curves and calls nothing. */
export async function searchCurves(
  services: Services,
  files: readonly File[],
  options: SearchOptions,
): Promise<SearchOutput> {
  refuseFaults(options)
  const beganAt = nowMs()
  return withCurves(services, async (folder) => {
    const from = await sent(files, options, folder)
    const { stars } = await take(services, { from, search: searchOf(options), known: null, path: null }, SEARCH_MS)
    return {
      stars: stars.map(({ source, search }) => {
        if (search === null) throw new Error('A reader did not search.')
        return { source, ...search }
      }),
      processing_time_ms: Math.round(nowMs() - beganAt),
    }
  })
}

/** Light curves that came with a table, as the context of its rows: there while `work` goes on. */
export async function withSentCurves<T>(
  services: Services,
  files: readonly File[],
  work: (curves: NonNullable<Subjects['curves']>) => Promise<T>,
): Promise<T> {
  return withCurves(services, async (folder) => {
    const path = join(folder.path, 'curves.parquet')
    const from = await sent(files, { flux: 'pdcsap' }, folder)
    const { stars, sha256 } = await take(services, { from, search: null, known: null, path }, READ_MS)
    return work({ path, sha256: sha256 ?? '', stars: stars.length })
  })
}

/** The light curve of one star, read and kept in a folder of the request. */
export async function readOneStar(
  services: Services,
  files: readonly File[],
  { flux, path }: { readonly flux: FluxKind; readonly path: string },
): Promise<{ readonly star: TakenStar; readonly sha256: string; readonly model: string; readonly name: string }> {
  const from = await sent(files, { flux }, { path: dirname(path) })
  const taken = await take(services, { from, search: null, known: null, path }, READ_MS)
  const [star, ...others] = taken.stars
  if (!star || others.length > 0 || taken.sha256 === null) {
    const message = `${taken.stars.length} light curves came, and this takes those of one star`
    throw new VouchError('invalid', `file: ${message}.`, [{ field: 'file', message }])
  }
  return { star, sha256: taken.sha256, model: modelFor(taken), name: nameOf(files) }
}

function callRows(
  services: Services,
  { rows, stars, sha256 }: TakenCurves,
  { path, ...subjects }: Subjects & { readonly path: string },
): Promise<Outcome> {
  if (rows.length === 0) throw nothingFound()
  const curves = { path, sha256: sha256 ?? '', stars: stars.length }
  return submitRows(services, rows, { ...subjects, curves, later: false })
}

export async function withCurves<T>({ files }: Services, work: (folder: WorkFolder) => Promise<T>): Promise<T> {
  const folder = await files.createWorkFolder()
  try {
    return await work(folder)
  } finally {
    await folder.remove()
  }
}

async function take(services: Services, task: Omit<CurvesTask, 'kind'>, deadlineMs: number): Promise<TakenCurves> {
  const taken = await services.readers.run({ kind: 'curves', ...task }, { deadlineMs })
  if (!isTakenCurves(taken)) throw new Error('A reader gave no curves.')
  return taken
}

/** Files as a reader finds them: those of a form lie on the disk already. */
async function sent(
  files: readonly File[],
  { flux }: Pick<SearchOptions, 'flux'>,
  folder: Pick<WorkFolder, 'path'>,
): Promise<CurvesTask['from']> {
  const stored = await Promise.all(
    files.map(async (file, i) => {
      if (file instanceof StoredFile) return { path: file.path, name: file.name }
      const path = join(folder.path, `curve-${i}`)
      await writeFile(path, Buffer.from(await file.arrayBuffer()))
      return { path, name: file.name }
    }),
  )
  return { files: stored, flux }
}

function knownOf({ period_days, epoch_days, duration_hours }: LightCurveOptions): Ephemeris | null {
  if (period_days === undefined || epoch_days === undefined || duration_hours === undefined) return null
  return { periodDays: period_days, epochDays: epoch_days, durationDays: duration_hours / HOURS }
}

function searchOf({ from_days, to_days, most }: SearchOptions): CurveSearchOptions {
  return { fromDays: from_days, toDays: to_days, most }
}

function refuseFaults(options: Parameters<typeof faultOf>[0]): void {
  const fault = faultOf(options)
  if (fault) throw new VouchError('invalid', `${fault.field}: ${fault.message}.`, [fault])
}

/** The network of the mission that the curves are of. */
function modelFor({ stars }: TakenCurves): string {
  return stars.some(({ source }) => /tess/i.test(source.mission ?? '')) ? 'light-curve-tess' : 'light-curve'
}

function isLong({ stars }: TakenCurves): boolean {
  return stars.reduce((sum, { source }) => sum + source.cadences, 0) > FEW_CADENCES
}

function nameOf(files: readonly File[]): string {
  const [first] = files
  return files.length === 1 ? (first?.name ?? '') : `${first?.name ?? ''} and ${files.length - 1} more`
}
