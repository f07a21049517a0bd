import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'

/** Rows in sight at once; Page Up and Down move by almost as many. */
export const VISIBLE_ROWS = 14

/** Which of `count` rows has the focus, or would have it if Tab came here; keys move it. */
export function useActiveRow(count: number, gridRef: RefObject<HTMLElement | null>) {
  const [index, setIndex] = useState(0)
  const active = Math.min(index, count - 1)
  const moved = useRef(false)
  useLayoutEffect(() => {
    if (!moved.current) return
    moved.current = false
    gridRef.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true })
  }, [active, gridRef])

  /** Moves the focus by a key pressed on a row; tells where it went, or null if the key was not for it. */
  const moveByKey = (event: KeyboardEvent): number | null => {
    const onRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row'
    const next = nextRow(event.key, active, count)
    if (next === null || !onRow) return null
    event.preventDefault()
    moved.current = next !== active
    setIndex(next)
    return next
  }
  return { active, setActive: setIndex, moveByKey }
}

/** Where a key leads from a row, or null where it leads nowhere. */
export function nextRow(key: string, from: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + VISIBLE_ROWS - 1,
    PageUp: from - VISIBLE_ROWS + 1,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to))
}
