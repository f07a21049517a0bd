import type { AuditAct } from './hash-entry.ts'

export interface Notes {
  add(act: AuditAct): void
  /** Writes what waits, for so long as a process that stops may take. */
  close(): Promise<void>
}

/** Notes of one origin and minute. A person who mistypes makes a handful; a program that tries makes thousands. */
export const NOTES_PER_MINUTE = 20
const MINUTE_MS = 60_000
/** Origins told apart within a minute; from there on they are counted as one. */
const ORIGINS = 10_000
/** What waits while the database is away. */
const WAITING = 5000
const SOON_MS = 250
const RETRY_MS = 2000
const CLOSE_MS = 3000

interface Count {
  kept: number
  dropped: number
}

/** Collects acts that nobody waits for and gives them to `write`, some at once; so many of one origin and minute. */
export function createNotes(
  write: (acts: readonly AuditAct[]) => Promise<void>,
  { atOnce, onError }: { readonly atOnce: number; readonly onError: (error: unknown) => void },
): Notes {
  const counts = new Map<string | null, Count>()
  const waiting: AuditAct[] = []
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> | null = null

  const writeAll = async () => {
    while (waiting.length > 0) {
      const acts = waiting.slice(0, atOnce)
      await write(acts)
      waiting.splice(0, acts.length)
    }
  }
  const start = (): Promise<void> => (writing ??= writeAll().finally(() => (writing = null)))
  const startIn = (delayMs: number) => {
    timer ??= setTimeout(() => {
      timer = null
      start().catch((error: unknown) => {
        onError(error)
        startIn(RETRY_MS)
      })
    }, delayMs).unref()
  }
  /** What was not kept is told once a minute. */
  const tellDropped = () => {
    for (const [origin, { dropped }] of counts) if (dropped > 0) waiting.push(droppedNotes(origin, dropped))
    counts.clear()
    if (waiting.length > 0) startIn(0)
  }
  const minutes = setInterval(tellDropped, MINUTE_MS).unref()

  return {
    add(act) {
      const origin = counts.has(act.origin) || counts.size < ORIGINS ? act.origin : null
      const count = counts.get(origin) ?? { kept: 0, dropped: 0 }
      counts.set(origin, count)
      if (count.kept >= NOTES_PER_MINUTE || waiting.length >= WAITING) {
        count.dropped++
        return
      }
      count.kept++
      waiting.push(act)
      startIn(SOON_MS)
    },
    async close() {
      clearInterval(minutes)
      tellDropped()
      if (timer) clearTimeout(timer)
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())
      const written = (writing ?? Promise.resolve()).then(start, start).catch(onError)
      await Promise.race([late, written])
    },
  }
}

function droppedNotes(origin: string | null, count: number): AuditAct {
  return {
    actor: 'system',
    action: 'audit.limit',
    subject: null,
    outcome: 'denied',
    origin,
    requestId: null,
    detail: { not_kept: count },
  }
}
