import { CodingSession } from '@vouch/contracts/domains/coding'
import { useEffect, useRef, useState } from 'react'
import { parseJson } from '../../problem.ts'
import { useVisible } from '../../ui/use-visible.ts'
import { watchEvents } from '../../watch-events.ts'

/** Sessions that stay in sight. */
const SHOWN = 8
/** What comes within this time is shown at once: a file of thousands does not draw the page anew for each. */
const TOGETHER_MS = 250

/**
 * Sessions that arrived since the page was opened, the newest first. Out of sight no stream is held, of which a browser has few;
 * what came meanwhile is told afterwards.
 */
export function useArrivingSessions(): { readonly sessions: readonly CodingSession[]; live: boolean } {
  const [sessions, setSessions] = useState<readonly CodingSession[]>([])
  const [live, setLive] = useState(false)
  const visible = useVisible()
  const last = useRef<string | null>(null)
  useEffect(() => {
    if (!visible) return undefined
    const controller = new AbortController()
    let coming: CodingSession[] = []
    let timer: ReturnType<typeof setTimeout> | null = null
    const show = () => {
      const came = coming
      coming = []
      timer = null
      const ids = new Set(came.map(({ id }) => id))
      setSessions((before) => [...came, ...before.filter(({ id }) => !ids.has(id))].slice(0, SHOWN))
    }
    watchEvents('/api/sessions/events', {
      signal: controller.signal,
      since: last.current,
      onStanding: setLive,
      onEvent({ data }) {
        const session = CodingSession.safeParse(parseJson(data))
        if (!session.success) return false
        last.current = session.data.id
        coming = [session.data, ...coming].slice(0, SHOWN)
        timer ??= setTimeout(show, TOGETHER_MS)
        return false
      },
    }).catch(() => setLive(false)) // whoever may not see them any more sees none arrive
    return () => {
      controller.abort()
      if (timer !== null) clearTimeout(timer)
      if (coming.length > 0) show()
    }
  }, [visible])
  return { sessions, live }
}
