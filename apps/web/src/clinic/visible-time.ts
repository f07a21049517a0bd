import { useEffect, useRef } from 'react'

/** How long something was in sight since it came up, in seconds: while the page lies behind another the clock stands. */
export function useVisibleSeconds(): () => number {
  const seen = useRef({ ms: 0, since: performance.now() as number | null })
  useEffect(() => {
    const turn = () => {
      const { ms, since } = seen.current
      const now = performance.now()
      seen.current =
        document.visibilityState === 'visible'
          ? { ms, since: since ?? now }
          : { ms: ms + (since === null ? 0 : now - since), since: null }
    }
    turn()
    document.addEventListener('visibilitychange', turn)
    return () => document.removeEventListener('visibilitychange', turn)
  }, [])
  return () => {
    const { ms, since } = seen.current
    return Math.round((ms + (since === null ? 0 : performance.now() - since)) / 1000)
  }
}
