import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import { SettingError, type Settings } from '../env.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import type { ScorerData, ScorerResult, ScoreTask } from '../worker/score-task.ts'
import { createWorkerPool, type WorkerPool } from '../worker/worker-pool.ts'
import { loadModels, type ModelRegistry } from './model-registry.ts'
import { ownModelsFolder } from './own-models.ts'

export type Scorers = WorkerPool<ScoreTask, ScorerResult>

/** The models and the threads that run them. They need no database, so they are made ready while it opens. */
export interface Scoring {
  readonly models: ModelRegistry
  readonly scorers: Scorers
  readonly metrics: Metrics
  /** threads that a pool may have */
  readonly threads: number
  /** resolves when every model has been tested: those that failed say so, and are not served */
  readonly tested: Promise<void>
  /** Ends the threads; a test that is under way is left without a word. */
  close(): Promise<void>
}

/** A message of rows; a thousand take some 20 ms, so this means that a thread hangs. */
export const SCORE_DEADLINE_MS = 60_000

/** Many times what a message of rows takes, and well within what a server is given to stop. */
const SCORER_DRAIN_MS = 5000

/** @throws SettingError for a default model that is not there */
export async function openScoring(
  settings: Settings,
  { log, modelsRoot }: { log: Logger; modelsRoot: string },
): Promise<Scoring> {
  const models = await loadModels(modelsRoot)
  if (models.folders.length > 0) checkDefaultModel(settings, models)
  const metrics = createMetrics()
  const threads = Math.max(1, availableParallelism())
  const scorers: Scorers = createWorkerPool({
    entry: 'scorer',
    threads,
    depth: 2,
    waiting: 10_000,
    data: { models: models.folders, ownModels: ownModelsFolder(settings.VOUCH_HOME) } satisfies ScorerData,
    drainMs: SCORER_DRAIN_MS,
    onCrash: (error) => log.error({ err: error }, 'a worker thread died and is replaced'),
    onWait: (waitedMs) => metrics.wait('scorers', waitedMs / 1000),
  })
  metrics.watchPool('scorers', () => scorers.load)
  const closing = new AbortController()
  return {
    models,
    scorers,
    metrics,
    threads,
    tested: selfTest({ models, scorers }, log, closing.signal),
    close() {
      closing.abort()
      return scorers.close()
    },
  }
}

/**
 * Scores every model's golden rows, in one scorer; a model that fails is not served, the others are. One after the other: where
 * two threads opened their first graphs at once, calls of pictures hung.
 */
async function selfTest(
  { models, scorers }: Pick<Scoring, 'models' | 'scorers'>,
  log: Logger,
  closing: AbortSignal,
): Promise<void> {
  for (const model of models.all) {
    if (!model.folder || model.status === 'failed') continue
    try {
      await scorers.run({ kind: 'self-test', model: model.id }, { deadlineMs: SCORE_DEADLINE_MS })
      model.status = 'ready'
      model.reason = null
    } catch (error) {
      if (closing.aborted) return
      model.status = 'failed'
      model.reason = error instanceof Error ? error.message : 'Its self-test broke off.'
      log.error({ err: error, model: model.id }, 'a model failed its self-test and is not served')
    }
  }
}

/** @throws SettingError for a default that no client could be served with */
function checkDefaultModel({ DEFAULT_MODEL }: Settings, models: ModelRegistry): void {
  try {
    models.find(DEFAULT_MODEL)
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : ''
    throw new SettingError(`DEFAULT_MODEL is ${DEFAULT_MODEL}. ${words}`, { cause })
  }
}
