import type { DomainId } from '@vouch/contracts/domain'
import type { Metric } from '@vouch/contracts/metric'
import type { Manifest, ModelSummary, Performance } from '@vouch/contracts/model'
import type { ImportedModel } from '@vouch/contracts/model-import'
import type { TrainingSession } from '@vouch/contracts/training'
import type { TRPCClientErrorLike } from '@trpc/client'
import type { AppRouter } from '@vouch/api/router'
import { useSession } from '../account/browser-session.ts'
import { originWords } from '../model/origin-words.ts'
import { settingWords } from '../training/setting-words.ts'
import { trpc } from '../trpc.ts'
import { formatMoment } from '../ui/format.ts'

/** As many of one's own as a page of a list has, the newest first. */
const SHOWN = 50

/** A model as it stands in a list to choose from. */
export type ListedModel = Omit<ModelSummary, 'domain'>

export interface Scorers {
  /** those that are served; null before they are known */
  readonly served: readonly ListedModel[] | null
  /** those that were trained or brought here by whoever asks, and one that was asked for */
  readonly own: readonly ListedModel[]
  readonly error: TRPCClientErrorLike<AppRouter> | null
}

/** The models that a table of a domain can be scored with. */
export function useScorers(wanted: string | undefined, domain: DomainId): Scorers {
  const known = useSession().kind === 'known'
  const list = trpc.model.list.useQuery()
  const asked = trpc.model.get.useQuery({ id: wanted ?? '' }, { enabled: wanted !== undefined })
  const trainings = trpc.training.list.useQuery({ limit: SHOWN }, { enabled: known, staleTime: 0 })
  const imported = trpc.model.imported.useQuery({ limit: SHOWN }, { enabled: known, staleTime: 0 })
  const served = list.data?.models.filter((model) => model.domain === domain) ?? null
  const { manifest = null } = asked.data ?? {}
  const own = [
    ...(trainings.data?.sessions.flatMap(trainedSummary) ?? []),
    ...(imported.data?.models.map(importedSummary) ?? []),
  ]
  const isThere = manifest === null || served === null || [...served, ...own].some(({ id }) => id === manifest.id)
  return {
    served,
    own: isThere ? own : [summaryOf(manifest), ...own],
    error: list.error ?? asked.error ?? trainings.error ?? imported.error,
  }
}

const OWN = { status: 'ready', modality: 'table', version: null, answered_by: null } as const

/** The first figure of each name; null where nothing was measured. */
function performanceOf(metrics: readonly Metric[]): Performance {
  const value = (wanted: string) => metrics.find(({ metric }) => metric === wanted)?.value ?? null
  return {
    accuracy: value('accuracy'),
    precision: value('precision'),
    recall: value('recall'),
    f1_score: value('f1_score'),
    roc_auc: value('roc_auc'),
  }
}

function trainedSummary({ result, name, config, created_at }: TrainingSession): ListedModel[] {
  if (result === null) return []
  return [
    {
      ...OWN,
      aliases: [],
      trained_on: [],
      id: result.model_id,
      name,
      type: config.model_type,
      performance: performanceOf(result.metrics),
      note: `${settingWords(config)}. ${formatMoment(created_at)}`,
    },
  ]
}

function importedSummary({ id, name, model_type, origin, created_at }: ImportedModel): ListedModel {
  return {
    ...OWN,
    aliases: [],
    trained_on: [],
    id,
    name,
    type: model_type,
    performance: performanceOf([]),
    note: `${originWords(origin)}. ${formatMoment(created_at)}`,
  }
}

function summaryOf({ id, name, type, modality, summary, version, evaluation, transfer }: Manifest): ListedModel {
  return {
    id,
    name,
    type,
    status: 'ready',
    performance: performanceOf(evaluation),
    note: summary,
    aliases: [],
    modality,
    version,
    trained_on: transfer.trained_on,
    answered_by: null,
  }
}
