import { useState } from 'react'
import { problemOf, type ShownProblem } from './problem.ts'

export interface Action<Input> {
  busy: boolean
  problem: ShownProblem | null
  run: (input: Input) => Promise<void>
}

/** Something a reader sets going: one at a time, and what went wrong is shown beside it. */
export function useAction<Input = void>(work: (input: Input) => Promise<void>): Action<Input> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const run = async (input: Input) => {
    setBusy(true)
    setProblem(null)
    try {
      await work(input)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, run }
}
