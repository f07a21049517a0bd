import { join } from 'node:path'
import { faultOfInjections, type InjectionAccepted, type InjectionOptions } from '@vouch/contracts/domains/injection'
import { VouchError } from '@vouch/core/error'
import { viewBins } from '@vouch/core/model/graph-width'
import { CADENCE_DAYS } from '@vouch/core/series/simulate-curve'
import type { PreparedFile } from '../../../file/file-store.ts'
import { defaultThreshold } from '../../../model/default-model.ts'
import type { ReadyModel } from '../../../model/model-registry.ts'
import { findAnswering } from '../../../model/own-models.ts'
import type { Services } from '../../../services.ts'
import type { Context } from '../../../trpc.ts'
import { INJECT_JOB } from './inject-job.ts'
import { faultOfCurve, fillOptions, type InjectionPlan, SIMULATED } from './injection-plan.ts'
import { readOneStar, withCurves } from './predict-curves.ts'

type Sender = Pick<Context, 'services' | 'newId'> & { readonly accountId: string | null }

/**
 * Accepts transits to be put into a star's light curve, or into noise where no file came, and looked for; once this resolves,
 * neither they nor the job are lost.
 * @throws VouchError `invalid`, naming the field
 */
export async function injectCurves(
  { services, newId, accountId }: Sender,
  files: readonly File[],
  options: InjectionOptions,
): Promise<InjectionAccepted> {
  refuse(faultOfInjections(options, { files: files.length, anonymous: accountId === null }))
  return withCurves(services, async (folder) => {
    const path = join(folder.path, 'read.parquet')
    const given = files.length > 0 ? await readOneStar(services, files, { flux: options.flux, path }) : null
    const days = options.days ?? SIMULATED.days
    const curve = given
      ? { spanDays: given.star.spanDays, cadences: given.star.source.cadences }
      : { spanDays: days - CADENCE_DAYS, cadences: Math.floor(days / CADENCE_DAYS) }
    const filled = given
      ? fillOptions(options, curve.spanDays)
      : fillOptions({ ...options, days, noise_ppm: options.noise_ppm ?? SIMULATED.noisePpm }, curve.spanDays)
    refuse(faultOfCurve(filled, curve))
    const model = await findSeeing(services, options.model ?? given?.model ?? 'light-curve', accountId)
    const plan: InjectionPlan = {
      model: model.id,
      model_sha256: model.folder.manifest.graph.sha256,
      threshold: options.threshold ?? defaultThreshold(services, model),
      created_at: new Date().toISOString(),
      curve_sha256: given?.sha256 ?? null,
      options: filled,
    }
    const file = given && (await services.files.prepareFile(path, { sha256: given.sha256 }))
    return start({ services, newId, accountId }, { plan, file, name: given?.name ?? 'simulated noise' })
  })
}

async function start(
  { services, newId, accountId }: Sender,
  { plan, file, name }: { readonly plan: InjectionPlan; readonly file: PreparedFile | null; readonly name: string },
): Promise<InjectionAccepted> {
  const record = await services.jobs.start(
    { id: newId('job'), kind: INJECT_JOB, name, accountId, input: plan, fileSha256: plan.curve_sha256 },
    async (transaction) => {
      if (file) await services.files.note(transaction, [file])
    },
  )
  return { job_id: record.id, status: record.state, location: `/api/jobs/${record.id}` }
}

/** A model that looks at light curves. */
async function findSeeing(services: Services, ref: string, accountId: string | null): Promise<ReadyModel> {
  const model = await findAnswering(services, ref, { accountId })
  if (model.domain.id === 'exoplanet' && viewBins(model.folder.manifest) > 0) return model
  const message = 'does not look at light curves'
  throw new VouchError('invalid', `Model ${model.id} ${message}.`, [{ field: 'model', message }])
}

function refuse(fault: { field: string; message: string } | null): void {
  if (fault) throw new VouchError('invalid', `${fault.field}: ${fault.message}.`, [fault])
}
