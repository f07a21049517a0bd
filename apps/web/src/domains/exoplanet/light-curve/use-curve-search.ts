import { useEffect, useRef, useState } from 'react'
import type { LightCurveOptions } from '@vouch/contracts/domains/light-curve'
import { useKeepCalls } from '../../../prediction/use-prediction.ts'
import { problemOf, type ShownProblem } from '../../../problem.ts'
import type { SendPhase } from '../../../prediction/send-form.ts'
import { predictLightCurve } from './light-curve-client.ts'

/** Where the calls of a search are, or who makes them. */
export type Called = { readonly kind: 'calls'; readonly id: string } | { readonly kind: 'job'; readonly job: string }

export interface CurveSearching {
  /** null while nothing is on its way */
  readonly phase: SendPhase | null
  readonly problem: ShownProblem | null
  /** null before anything was called */
  readonly called: Called | null
  send(files: readonly File[], options: Partial<LightCurveOptions>): Promise<void>
  cancel(): void
  forget(): void
}

/** One search at a time. */
export function useCurveSearch(): CurveSearching {
  const keep = useKeepCalls()
  const [phase, setPhase] = useState<SendPhase | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [called, setCalled] = useState<Called | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const send = async (files: readonly File[], options: Partial<LightCurveOptions>) => {
    const controller = new AbortController()
    running.current?.abort()
    running.current = controller
    setProblem(null)
    setCalled(null)
    try {
      const answer = await predictLightCurve(files, options, { signal: controller.signal, onPhase: setPhase })
      if (controller.signal.aborted) return
      if (answer.kind === 'calls') keep(answer.id, answer.output)
      setCalled(answer.kind === 'calls' ? { kind: 'calls', id: answer.id } : answer)
    } catch (error) {
      if (!controller.signal.aborted) setProblem(problemOf(error))
    } finally {
      if (running.current === controller) {
        running.current = null
        setPhase(null)
      }
    }
  }
  const forget = () => {
    running.current?.abort()
    setProblem(null)
    setCalled(null)
  }
  return { phase, problem, called, send, cancel: () => running.current?.abort(), forget }
}
