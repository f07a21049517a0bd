import type { SkinOptions, SkinPredictOutput } from '@vouch/contracts/domains/skin'
import { useEffect, useRef, useState } from 'react'
import type { SendPhase } from '../../prediction/send-form.ts'
import { problemOf, type ShownProblem } from '../../problem.ts'
import { predictPicture } from './skin-client.ts'

/** What was answered, and of which file. */
export interface CalledPicture {
  readonly file: File
  readonly output: SkinPredictOutput
}

export interface PictureCalling {
  /** null while nothing is on its way */
  readonly phase: SendPhase | null
  readonly problem: ShownProblem | null
  /** null before anything was called */
  readonly called: CalledPicture | null
  send(file: File, options: Partial<SkinOptions>): Promise<void>
  cancel(): void
  forget(): void
}

/** One picture at a time. */
export function usePictureCall(): PictureCalling {
  const [phase, setPhase] = useState<SendPhase | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [called, setCalled] = useState<CalledPicture | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const send = async (file: File, options: Partial<SkinOptions>) => {
    const controller = new AbortController()
    running.current?.abort()
    running.current = controller
    setProblem(null)
    setCalled(null)
    try {
      const output = await predictPicture(file, options, { signal: controller.signal, onPhase: setPhase })
      if (!controller.signal.aborted) setCalled({ file, output })
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
