import type { Sample } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import type { Services } from '../services.ts'
import type { TableDomain } from './table-domain.ts'

const SAMPLE_MS = 60_000
const samples = new WeakMap<Services, Map<string, Promise<Sample>>>()

/** A simulated table of a domain to try the product with; made once, since its seed is fixed. @throws VouchError `not_found` */
export function sampleTable(services: Services, domain: TableDomain): Promise<Sample> {
  const made = samples.get(services) ?? new Map<string, Promise<Sample>>()
  samples.set(services, made)
  const known = made.get(domain.id)
  if (known) return known
  const making = makeSample(services, domain)
  made.set(domain.id, making)
  making.catch(() => made.delete(domain.id))
  return making
}

async function makeSample({ clerks }: Services, { id, sample }: TableDomain): Promise<Sample> {
  if (sample === null) throw new VouchError('not_found', `There is no sample of ${id}.`)
  const csv = await clerks.run({ kind: 'sample', domain: id }, { deadlineMs: SAMPLE_MS })
  if (typeof csv !== 'string') throw new Error('A reader gave no sample.')
  return { name: sample.name, note: sample.note, csv }
}
