import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { pathToFileURL } from 'node:url'
import { type ResourceLimits, type TransferListItem, Worker } from 'node:worker_threads'
import { VouchError } from '@vouch/core/error'
import { type FromThread, receiveError, sendError, type ToThread } from './protocol.ts'

export interface PoolOptions {
  /** file beside this one, without its ending, that calls `serveTasks` */
  readonly entry: string
  readonly threads: number
  readonly data: unknown
  /** tasks a thread may hold at once; 2 keeps it busy while a result travels */
  readonly depth?: number
  /** tasks that may wait for a thread; one more is refused with `unavailable` */
  readonly waiting: number
  readonly limits?: ResourceLimits
  /**
   * How long `close` waits for tasks that have begun. A thread that is ended inside onnxruntime throws where nobody can
   * catch it, and takes the process with it.
   */
  readonly drainMs?: number
  /** what is told of a thread that died; the pool replaces it by itself */
  onCrash(error: Error): void
  /** told how long each task waited until a thread took it */
  onWait?(waitedMs: number): void
}

export interface TaskOptions<Ask> {
  readonly transfer?: readonly TransferListItem[]
  /** the thread is killed when the task, once begun, takes longer */
  readonly deadlineMs: number
  /**
   * Takes the task back: one that waits is never begun, and one that has begun ends with its thread. A thread of a pool
   * with `drainMs` is not ended for it: there, what has begun ends by itself, and soon.
   */
  readonly signal?: AbortSignal
  /** goes before tasks that are not urgent */
  readonly urgent?: boolean
  /** told how far the task is; whoever reads it parses it */
  onNote?(note: unknown): void
  /** answers what the task asks for while it runs */
  answer?(question: Ask): Promise<{ value: unknown; transfer?: readonly TransferListItem[] }>
}

export interface WorkerPool<Task, Result, Ask = never> {
  run(task: Task, options: TaskOptions<Ask>): Promise<Result>
  /** tasks begun and not ended, and those that wait */
  readonly load: { readonly running: number; readonly waiting: number }
  /** Takes nothing new, lets begun tasks end for `drainMs`, then kills every thread; what still ran fails with `unavailable`. */
  close(): Promise<void>
}

const DRAIN_TICK_MS = 5

interface Job<Task, Result, Ask> {
  readonly task: Task
  readonly options: TaskOptions<Ask>
  readonly cameAt: number
  resolve: (result: Result) => void
  reject: (error: Error) => void
}

interface Thread<Task, Result, Ask> {
  readonly worker: Worker
  /** in the order in which they were sent, which is the order in which they end */
  readonly jobs: Job<Task, Result, Ask>[]
  deadline: NodeJS.Timeout | null
}

/**
 * Threads that take tasks. A thread is started when it is first needed; one that dies fails its own tasks with
 * `unavailable`, harms no other, and is replaced with the next task.
 */
export function createWorkerPool<Task, Result, Ask = never>(options: PoolOptions): WorkerPool<Task, Result, Ask> {
  type PoolThread = Thread<Task, Result, Ask>
  const threads = new Set<PoolThread>()
  const urgent: Job<Task, Result, Ask>[] = []
  const ordinary: Job<Task, Result, Ask>[] = []
  const depth = options.depth ?? 1
  let closed = false

  const start = (): PoolThread => {
    const thread: PoolThread = { worker: startThread(options), jobs: [], deadline: null }
    thread.worker.on('message', (message: FromThread<Result, Ask>) => receive(thread, message))
    thread.worker.on('error', (error) => drop(thread, crashError(error), error))
    thread.worker.on('exit', () => drop(thread, crashError(null), new Error('A worker thread ended by itself.')))
    thread.worker.on('messageerror', (error) => drop(thread, crashError(error), error))
    threads.add(thread)
    return thread
  }

  /** Forgets a thread and fails what it held; does nothing for one already forgotten. */
  const drop = (thread: PoolThread, told: VouchError, cause: Error) => {
    if (!end(thread, told)) return
    if (!closed) options.onCrash(cause)
    dispatch()
  }

  /** Ends a thread without a word; false for one that was ended before. */
  const end = (thread: PoolThread, told: VouchError): boolean => {
    if (!threads.delete(thread)) return false
    if (thread.deadline) clearTimeout(thread.deadline)
    void thread.worker.terminate()
    for (const job of thread.jobs) job.reject(told)
    return true
  }

  const watch = (thread: PoolThread) => {
    if (thread.deadline) clearTimeout(thread.deadline)
    const job = thread.jobs[0]
    thread.deadline = job
      ? setTimeout(() => {
          const seconds = Math.round(job.options.deadlineMs / 1000)
          const late = new VouchError('unavailable', `The work was stopped after ${seconds} seconds.`)
          drop(thread, late, late)
        }, job.options.deadlineMs)
      : null
    thread.deadline?.unref()
  }

  const receive = (thread: PoolThread, message: FromThread<Result, Ask>) => {
    const job = thread.jobs[0]
    if (!job) return
    if (message.kind === 'note') return job.options.onNote?.(message.note)
    if (message.kind === 'ask') {
      void reply(thread, job, message.ask, message.question)
      return
    }
    thread.jobs.shift()
    watch(thread)
    if (message.kind === 'done') job.resolve(message.result)
    else job.reject(receiveError(message.error))
    dispatch()
  }

  const reply = async (thread: PoolThread, job: Job<Task, Result, Ask>, ask: number, question: Ask) => {
    const send = (message: ToThread<Task>, transfer: readonly TransferListItem[] = []) => {
      if (threads.has(thread)) thread.worker.postMessage(message, transfer)
    }
    try {
      if (!job.options.answer) throw new Error('A task asked, and nobody answers.')
      const { value, transfer } = await job.options.answer(question)
      send({ kind: 'reply', ask, value }, transfer)
    } catch (error) {
      send({ kind: 'refusal', ask, error: sendError(error) })
    }
  }

  /** Rejects a task that was taken back, wherever it is by then; one that has ended is left alone. */
  const takeBackWhenAborted = (job: Job<Task, Result, Ask>, signal: AbortSignal) => {
    const takeBack = () => {
      for (const queue of [urgent, ordinary]) {
        const place = queue.indexOf(job)
        if (place >= 0) queue.splice(place, 1)
      }
      job.reject(takenBack())
      const thread = [...threads].find(({ jobs }) => jobs.includes(job))
      if (thread && options.drainMs === undefined && end(thread, takenBack())) dispatch()
    }
    const forget = () => signal.removeEventListener('abort', takeBack)
    const { resolve, reject } = job
    job.resolve = (result) => {
      forget()
      resolve(result)
    }
    job.reject = (error) => {
      forget()
      reject(error)
    }
    signal.addEventListener('abort', takeBack, { once: true })
  }

  const free = (): PoolThread | undefined => {
    let best: PoolThread | undefined
    for (const thread of threads)
      if (thread.jobs.length < depth && (!best || thread.jobs.length < best.jobs.length)) best = thread
    return (!best || best.jobs.length > 0) && threads.size < options.threads ? start() : best
  }

  const dispatch = () => {
    if (closed) return
    while (urgent.length + ordinary.length > 0) {
      const thread = free()
      const job = thread && (urgent.shift() ?? ordinary.shift())
      if (!thread || !job) return
      thread.jobs.push(job)
      options.onWait?.(performance.now() - job.cameAt)
      thread.worker.postMessage({ kind: 'task', task: job.task } satisfies ToThread<Task>, job.options.transfer ?? [])
      if (thread.jobs.length === 1) watch(thread)
    }
  }

  return {
    run: (task, taskOptions) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new VouchError('unavailable', 'Vouch is stopping.'))
        if (taskOptions.signal?.aborted) return reject(takenBack())
        if (urgent.length + ordinary.length >= options.waiting)
          return reject(new VouchError('unavailable', 'Too much work is waiting; try again in a moment.'))
        const queue = taskOptions.urgent ? urgent : ordinary
        const job = { task, options: taskOptions, cameAt: performance.now(), resolve, reject }
        queue.push(job)
        if (taskOptions.signal) takeBackWhenAborted(job, taskOptions.signal)
        dispatch()
      }),
    get load() {
      const running = [...threads].reduce((sum, thread) => sum + thread.jobs.length, 0)
      return { running, waiting: urgent.length + ordinary.length }
    },
    async close() {
      closed = true
      const stopping = new VouchError('unavailable', 'Vouch is stopping.')
      for (const job of [...urgent.splice(0), ...ordinary.splice(0)]) job.reject(stopping)
      const until = performance.now() + (options.drainMs ?? 0)
      while ([...threads].some(({ jobs }) => jobs.length > 0) && performance.now() < until) await sleep(DRAIN_TICK_MS)
      const workers = [...threads].map((thread) => thread.worker)
      for (const thread of threads) drop(thread, stopping, stopping)
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function takenBack(): VouchError {
  return new VouchError('unavailable', 'The work was taken back.')
}

function crashError(cause: Error | null): VouchError {
  if (cause && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new VouchError('too_large', 'This takes more memory than a reader may use.', [], cause)
  return new VouchError('unavailable', 'A worker broke off while working on this; try again.', [], cause ?? undefined)
}

/**
 * What passes through a thread (an upload's pieces, a table's chunks) makes the collector look for what is old, though
 * hardly anything is: that took a fifth of a table's time. So a heap may grow by this many percent of what was alive
 * before it looks again.
 */
const HEAP_GROWTH_PERCENT = 300
setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)

/** Compiled, the entry is a module like any other; from TypeScript sources, a thread needs a loader first. */
function startThread({ entry, data, limits }: PoolOptions): Worker {
  const url = findEntry(entry)
  const fromSource = url.pathname.endsWith('.ts')
  return new Worker(fromSource ? loadedByTsx(url) : url, {
    workerData: data,
    execArgv: fromSource ? ['--conditions=@vouch/source'] : [],
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    ...(limits ? { resourceLimits: limits } : {}),
  })
}

function findEntry(entry: string): URL {
  if (import.meta.url.endsWith('.js')) return new URL(`./${entry}.js`, import.meta.url)
  // tests start what was built: with a loader a thread takes three times as long to be there
  const built = new URL(`../../dist/worker/${entry}.js`, import.meta.url)
  if (process.env['VOUCH_TESTS'] !== undefined && existsSync(built)) return built
  return new URL(`./${entry}.ts`, import.meta.url)
}

/** `--import tsx` does nothing in a thread of Node 20, where the loader has to be registered by the thread itself. */
function loadedByTsx(url: URL): URL {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
  const loader = new URL('dist/esm/api/index.mjs', tsx).href
  const start = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(url.href)})`
  return new URL(`data:text/javascript,${encodeURIComponent(start)}`)
}
