/** Whether what is shown follows what happens; its shape says it without its colour. */
export function LiveMark({ live, words }: { live: boolean; words: string }) {
  return (
    <p role="status" className={`inline-flex items-center gap-2 text-sm ${live ? 'text-ink' : 'text-muted'}`}>
      <span
        aria-hidden="true"
        className={`size-2.5 shrink-0 rounded-full border ${live ? 'border-planet bg-planet motion-safe:animate-pulse' : 'border-edge'}`}
      />
      {words}
    </p>
  )
}
