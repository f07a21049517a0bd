import { useEffect, useRef, useState } from 'react'
import { failure, problemOf, type ShownProblem } from '../../../problem.ts'
import { type CurveFormat, formatOf, openCurve } from './open-curve.ts'
import type { LocalStar, ReadAnswer, ReadRequest } from './local-star.ts'

/** A star that was read here; `trend` null until it is worked out. */
export interface OpenedStar extends LocalStar {
  readonly trend: Float64Array | null
}

export interface LocalStars {
  readonly files: readonly File[]
  readonly format: CurveFormat | null
  /** null while they are read, and where the page does not read them */
  readonly stars: readonly OpenedStar[] | null
  readonly reading: boolean
  readonly problem: ShownProblem | null
  open(files: readonly File[], flux: ReadRequest['flux']): void
}

interface Opened {
  readonly files: readonly File[]
  readonly format: CurveFormat | null
  readonly stars: readonly OpenedStar[] | null
}

const NOTHING: Opened = { files: [], format: null, stars: null }

/** The light curves a reader has chosen, read where he is. A choice that cannot be read leaves nothing chosen. */
export function useLocalStars(): LocalStars {
  const [opened, setOpened] = useState<Opened>(NOTHING)
  const [reading, setReading] = useState(false)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const open = (files: readonly File[], flux: ReadRequest['flux']) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setProblem(null)
    setOpened(NOTHING)
    setReading(false)
    const found = formatOf(files.map(({ name }) => name))
    if ('fault' in found) return setProblem(failure('invalid', found.fault))
    setOpened({ files, format: found.format, stars: null })
    if (found.format === 'parquet') return
    setReading(true)
    openCurve(
      { files, flux },
      { signal: controller.signal, onAnswer: (answer) => setOpened((now) => taken(now, answer)) },
    )
      .catch((error: unknown) => {
        if (controller.signal.aborted) return
        setOpened(NOTHING)
        setProblem(problemOf(error))
      })
      .finally(() => !controller.signal.aborted && setReading(false))
  }
  return { ...opened, reading, problem, open }
}

function taken(now: Opened, answer: ReadAnswer): Opened {
  if (answer.kind === 'stars') return { ...now, stars: answer.stars.map((star) => ({ ...star, trend: null })) }
  if (answer.kind !== 'trend' || now.stars === null) return now
  return { ...now, stars: now.stars.map((star, i) => (i === answer.star ? { ...star, trend: answer.trend } : star)) }
}
