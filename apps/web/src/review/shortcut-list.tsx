const KEYS = [
  ['A', 'accept'],
  ['C', 'correct; again: the next label'],
  ['R', 'reject'],
  ['U', 'unsure'],
  ['1 to 9', 'what the number stands beside; with Shift from 10 on'],
  ['N', 'write a note'],
  ['W', 'show the reasons'],
  ['Enter', 'send, and on to the next'],
  ['S', 'give it back, or leave it'],
  ['Z', 'say the last one anew'],
] as const

/** Every key of the screen. */
export function ShortcutList() {
  return (
    <dl aria-label="Keys" className="grid gap-x-8 gap-y-1 text-sm sm:grid-cols-2">
      {KEYS.map(([key, does]) => (
        <div key={key} className="flex gap-3">
          <dt className="w-16 shrink-0 font-medium">{key}</dt>
          <dd className="text-muted">{does}</dd>
        </div>
      ))}
    </dl>
  )
}
