import { TABLE_DOMAIN } from './domains/domains.ts'
import { SUBJECTS } from './domains/subjects.ts'
import { newId } from './id.ts'
import { predictFile } from './prediction/predict.ts'
import { sampleTable } from './prediction/sample.ts'
import type { Services } from './services.ts'

/** After this many tables a thread has compiled what it runs. */
const ROUNDS = 4
/** Rows enough for a chunk to each scorer. */
const COPIES = 8

/**
 * Starts every thread and has it compile what it runs, on the sample, while nobody waits: without it the first table
 * takes five times as long as the tenth. Nothing is kept of it, and a failure is no one's.
 */
export async function warmUp(services: Services): Promise<void> {
  try {
    const { csv, name } = await sampleTable(services, SUBJECTS[TABLE_DOMAIN].domain)
    const lines = csv.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const [header = '', ...rows] = lines
    const text = [header, ...Array.from({ length: COPIES }, () => rows).flat()].join('\n')
    const one = () =>
      predictFile(services, new File([text], name), {
        ...SUBJECTS[TABLE_DOMAIN],
        options: { features: 'three', store: false },
        accountId: null,
        newId,
      })
    for (let round = 0; round < ROUNDS && !services.stopping; round++) await Promise.all([one(), one()])
  } catch (error) {
    services.log.debug({ err: error }, 'the warm-up broke off')
  }
}
