/** A key as it is written beside what it does; who listens hears it from `aria-keyshortcuts`. */
export function KeyCap({ children }: { children: string }) {
  return (
    <kbd
      aria-hidden="true"
      className="inline-flex h-6 min-w-6 shrink-0 items-center justify-center rounded border border-edge bg-sunken px-1.5 font-sans text-xs whitespace-nowrap text-ink"
    >
      {children}
    </kbd>
  )
}
