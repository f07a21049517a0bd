import type { Sample } from '@vouch/contracts/domains/exoplanet'
import type { Services } from '../../services.ts'

const SAMPLE_MS = 60_000
const samples = new WeakMap<Services, Promise<Sample>>()

/** A simulated table to try the product with; made once, since its seed is fixed. */
export function sampleTable(services: Services): Promise<Sample> {
  const known = samples.get(services)
  if (known) return known
  const made = makeSample(services)
  samples.set(services, made)
  made.catch(() => samples.delete(services))
  return made
}

async function makeSample({ clerks }: Services): Promise<Sample> {
  const csv = await clerks.run({ kind: 'sample', domain: 'exoplanet' }, { deadlineMs: SAMPLE_MS })
  if (typeof csv !== 'string') throw new Error('A reader gave no sample.')
  return {
    name: 'simulated-koi-table.csv',
    csv,
    note: 'Simulated: a made-up transit survey with known truth, in the format of the KOI table. No row of it is a real star.',
  }
}
