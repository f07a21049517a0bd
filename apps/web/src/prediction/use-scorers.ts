import type { Manifest, ModelSummary } from '@vouch/contracts/model'
import type { TRPCClientErrorLike } from '@trpc/client'
import type { AppRouter } from '@vouch/api/router'
import { trpc } from '../trpc.ts'

/** The models that a table can be scored with: those that are served, and one of one's own that was asked for. */
export function useScorers(wanted: string | undefined): {
  models: readonly ModelSummary[] | null
  error: TRPCClientErrorLike<AppRouter> | null
} {
  const served = trpc.model.list.useQuery()
  const own = trpc.model.get.useQuery({ id: wanted ?? '' }, { enabled: wanted !== undefined })
  const models = served.data?.models ?? null
  const { manifest = null } = own.data ?? {}
  const isServed = models?.some(({ id }) => id === wanted) ?? true
  return {
    models: models === null || manifest === null || isServed ? models : [summaryOf(manifest), ...models],
    error: served.error ?? own.error,
  }
}

function summaryOf({ id, name, type, summary, version, evaluation, transfer }: Manifest): ModelSummary {
  const value = (wanted: string) => evaluation.find(({ metric }) => metric === wanted)?.value ?? null
  return {
    id,
    name,
    type,
    status: 'ready',
    performance: {
      accuracy: value('accuracy'),
      precision: value('precision'),
      recall: value('recall'),
      f1_score: value('f1_score'),
      roc_auc: value('roc_auc'),
    },
    note: summary,
    aliases: [],
    version,
    trained_on: transfer.trained_on,
    answered_by: null,
  }
}
