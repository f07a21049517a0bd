import { useEffect, useRef, useState } from 'react'
import type { SendPhase } from './send-form.ts'
import { uploadTable, type Scored, type ScoreOptions } from '../domains/exoplanet/upload-table.ts'
import type { TableSource } from '../domains/exoplanet/table-source.ts'
import { problemOf, type ShownProblem } from '../problem.ts'
import { trpc } from '../trpc.ts'

export interface Scoring {
  /** null while nothing is under way */
  phase: SendPhase | null
  problem: ShownProblem | null
  score: (source: TableSource, options: ScoreOptions) => Promise<Scored | null>
  cancel: () => void
}

/** One submission at a time; `score` resolves to null when it failed (see `problem`) or was cancelled. */
export function useScoring(): Scoring {
  const { client } = trpc.useUtils()
  const [phase, setPhase] = useState<SendPhase | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const running = useRef<AbortController | null>(null)
  // who leaves the screen is not brought back to it by an answer that comes later
  useEffect(() => () => running.current?.abort(), [])

  const score = async (source: TableSource, options: ScoreOptions): Promise<Scored | null> => {
    const controller = new AbortController()
    running.current?.abort()
    running.current = controller
    setProblem(null)
    try {
      if (source.kind !== 'catalogue') {
        return await uploadTable(source.file, options, { signal: controller.signal, onPhase: setPhase })
      }
      setPhase({ kind: 'scoring' })
      const output = await client.exoplanet.predictCatalogue.mutate(options, { signal: controller.signal })
      return 'job_id' in output ? { kind: 'job', id: output.job_id } : { kind: 'calls', output }
    } catch (error) {
      if (!controller.signal.aborted) setProblem(problemOf(error))
      return null
    } finally {
      if (running.current === controller) {
        running.current = null
        setPhase(null)
      }
    }
  }
  return { phase, problem, score, cancel: () => running.current?.abort() }
}
