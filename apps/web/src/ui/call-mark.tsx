/** A call, told by shape and word as well as colour: a full disc is a planet, an open ring a false positive. */
export function CallMark({ planet, abstained = false }: { planet: boolean; abstained?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        {planet ? (
          <circle cx="6" cy="6" r="5" fill="var(--planet)" />
        ) : (
          <circle cx="6" cy="6" r="4" fill="none" stroke="var(--false-positive)" strokeWidth="2" />
        )}
      </svg>
      <span className={planet ? 'text-planet' : 'text-false-positive'}>{planet ? 'Planet' : 'False positive'}</span>
      {abstained && <span className="text-xs text-muted">abstained</span>}
    </span>
  )
}
