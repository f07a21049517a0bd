import { detrend } from '@vouch/core/series/detrend'
import { readFitsLightCurve } from '@vouch/core/series/read-fits-light-curve'
import { readTableLightCurve } from '@vouch/core/series/read-table-light-curve'
import { groupByStar } from './group-by-star.ts'
import { type LocalStar, type ReadAnswer, type ReadRequest, TREND_DAYS } from './local-star.ts'
import { readCsvTable } from './read-csv-table.ts'

/** Reads and detrends beside the page, which stays at hand meanwhile. */
self.onmessage = ({ data }: MessageEvent<ReadRequest>) => {
  work(data).catch((error: unknown) => {
    // what core throws is meant for the reader; anything else is not
    const detail = error instanceof Error && error.name === 'VouchError' ? error.message : null
    answer({ kind: 'fault', detail })
  })
}

async function work({ files, flux }: ReadRequest): Promise<void> {
  const stars = files.some(({ name }) => isFits(name)) ? await readStars(files, flux) : await readTable(files)
  answer({ kind: 'stars', stars })
  for (const [star, { curve }] of stars.entries())
    answer({ kind: 'trend', star, trend: detrend(curve, { kind: 'biweight', windowDays: TREND_DAYS }).trend })
  answer({ kind: 'done' })
}

async function readStars(files: readonly File[], flux: ReadRequest['flux']): Promise<LocalStar[]> {
  const read = await Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  return groupByStar(read).map((own) => ({ ...readFitsLightCurve(own, flux), files: own.map(({ name }) => name) }))
}

async function readTable(files: readonly File[]): Promise<LocalStar[]> {
  const [file] = files
  if (file === undefined) return []
  return [{ ...(await readTableLightCurve(readCsvTable(await file.text()))), files: [file.name] }]
}

function isFits(name: string): boolean {
  return /\.(fits?|fts)$/i.test(name)
}

function answer(message: ReadAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one to talk to
  self.postMessage(message)
}
