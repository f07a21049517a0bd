import { join } from 'node:path'
import { boxTimes, openNetwork, starFiles, type StarTimes, starTimes, viewTimes } from './light-curves.ts'
import type { Step } from './step.ts'
import { median } from './target.ts'

const CANDIDATES = 10_000

/** Searches, views and calls of light curves, beside astropy and the bare graph. */
export async function lightCurveStep({
  repeats,
  folder,
  root,
  say,
}: Step & { readonly folder: string }): Promise<void> {
  const box = await boxTimes(repeats, folder)
  const { astropy } = box
  say('light-curve', {
    what: 'box least squares of a quarter',
    periods: box.periods,
    n: repeats,
    cpu_s: median(box.ours),
    astropy_cpu_s: astropy ? median(astropy) : 'not here',
    over_astropy: astropy ? median(box.ours) / median(astropy) : null,
    snr_apart: box.apart,
  })
  say('light-curve', {
    what: 'the folding search of it',
    periods: box.foldingPeriods,
    n: repeats,
    cpu_s: median(box.folding),
    over_box: median(box.folding) / median(box.ours),
  })
  const network = await openNetwork(join(root, 'models/exoplanet/light-curve'))
  if (!network) return say('light-curve', { network: 'not here' })
  const { views, run } = await viewTimes(network, CANDIDATES)
  say('light-curve', {
    what: 'views and network of folded candidates',
    candidates: CANDIDATES,
    cpu_s: views + run,
    floor_s: run,
    ratio: (views + run) / run,
    candidates_per_s: CANDIDATES / (views + run),
  })
  for (const star of starFiles(join(root, '../shared/data/fits'))) {
    const times: StarTimes[] = []
    for (let i = 0; i < repeats; i++) times.push(await starTimes(network, star))
    const of = (part: 'read' | 'search' | 'views' | 'call') => median(times.map((one) => one[part]))
    say('light-curve', {
      what: `from files to calls: ${star.name}`,
      quarters: star.files.length,
      cadences: times[0]?.cadences ?? 0,
      n: repeats,
      cpu_s: median(times.map(({ read, search, views: cut, call }) => read + search + cut + call)),
      read_s: of('read'),
      search_s: of('search'),
      views_s: of('views'),
      call_s: of('call'),
      signals: (times[0]?.periods ?? []).map((days) => days.toFixed(3)).join(', '),
    })
  }
  await network.close()
}
