/** How a figure stands to what is asked of it. `none`: there is no figure. */
export type Standing = 'good' | 'warning' | 'critical' | 'none'

const LOOKS = {
  good: { colour: 'text-planet', path: 'M3 8.5l3.2 3.2L13 4.8' },
  warning: { colour: 'text-caution', path: 'M8 2.2l6.2 11H1.8zM8 6v3.6M8 11.3v.6' },
  critical: { colour: 'text-danger', path: 'M4 4l8 8M12 4l-8 8' },
  none: { colour: 'text-muted', path: 'M3.5 8h9' },
} as const satisfies Record<Standing, { colour: string; path: string }>

/** A standing in words, with a mark whose shape says it without its colour. */
export function StatusMark({ standing, words }: { standing: Standing; words: string }) {
  const { colour, path } = LOOKS[standing]
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${colour}`} data-standing={standing}>
      <svg viewBox="0 0 16 16" className="size-4 shrink-0" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" />
      </svg>
      {words}
    </span>
  )
}
