import { useCallback, useEffect, useRef } from 'react'

/** Counts the seconds in which the page is in sight from the moment it is first drawn with this. @returns how many by now */
export function useVisibleSeconds(): () => number {
  const counted = useRef(0)
  const since = useRef<number | null>(null)
  useEffect(() => {
    const look = () => {
      const now = performance.now()
      if (since.current !== null) counted.current += now - since.current
      since.current = document.visibilityState === 'visible' ? now : null
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return useCallback(() => {
    const running = since.current === null ? 0 : performance.now() - since.current
    return Math.round((counted.current + running) / 100) / 10
  }, [])
}
