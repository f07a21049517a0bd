import { failure, ProblemError } from '../../../problem.ts'
import type { ReadAnswer, ReadRequest } from './local-star.ts'

/** Files of one choice, as the page tells them apart. */
export type CurveFormat = 'fits' | 'text' | 'parquet'

const ENDINGS: readonly (readonly [CurveFormat, RegExp])[] = [
  ['fits', /\.(fits?|fts)$/i],
  ['text', /\.(csv|tsv|txt)$/i],
  ['parquet', /\.parquet$/i],
]

/** What a choice of files is; or what is wrong with it, in words. */
export function formatOf(names: readonly string[]): { format: CurveFormat } | { fault: string } {
  const formats = names.map((name) => ENDINGS.find(([, ending]) => ending.test(name))?.[0] ?? null)
  const unknown = names.find((_, i) => formats[i] === null)
  if (unknown !== undefined) return { fault: `${unknown} is none of FITS, CSV and Parquet.` }
  const [format] = formats
  if (format === undefined || format === null) return { fault: 'No file was chosen.' }
  if (formats.some((other) => other !== format)) return { fault: 'FITS files and tables are not read together.' }
  if (format !== 'fits' && names.length > 1) return { fault: 'Of tables one is read at a time: it is one star.' }
  return { format }
}

/**
 * Reads light curves in a worker and tells all that comes, until it is done or the signal is raised.
 * @throws ProblemError what is wrong with the files
 */
export function openCurve(
  request: ReadRequest,
  { signal, onAnswer }: { signal: AbortSignal; onAnswer: (answer: ReadAnswer) => void },
): Promise<void> {
  const worker = new Worker(new URL('curve-worker.ts', import.meta.url), { type: 'module' })
  const done = new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
      if (data.kind === 'done') resolve()
      else if (data.kind === 'fault') reject(unread(data.detail))
      else if (!signal.aborted) onAnswer(data)
    }
    worker.onerror = () => reject(unread(null))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one to listen to
    worker.postMessage(request)
  })
  return done.finally(() => worker.terminate())
}

function unread(detail: string | null): ProblemError {
  return new ProblemError(failure('invalid', detail ?? 'The files could not be read.'))
}
