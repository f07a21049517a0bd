/** A call, told by shape and word as well as colour: a full disc is the positive label, an open ring the other. */
export function LabelMark({
  words,
  positive,
  abstained = false,
}: {
  words: string
  positive: boolean
  abstained?: boolean
}) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        {positive ? (
          <circle cx="6" cy="6" r="5" fill="var(--planet)" />
        ) : (
          <circle cx="6" cy="6" r="4" fill="none" stroke="var(--false-positive)" strokeWidth="2" />
        )}
      </svg>
      <span className={positive ? 'text-planet' : 'text-false-positive'}>{words}</span>
      {abstained && <span className="text-xs text-muted">abstained</span>}
    </span>
  )
}
