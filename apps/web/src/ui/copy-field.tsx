import { useId, useRef, useState } from 'react'
import { Button } from './button.tsx'

/** A text to take away. Where the browser keeps its clipboard closed, the text is marked for the reader to copy. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [done, setDone] = useState<'copied' | 'marked' | null>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setDone('copied')
    } catch {
      field.current?.select()
      setDone('marked')
    }
  }
  return (
    <div className="space-y-1 text-sm">
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          className="min-h-10 min-w-0 flex-1 rounded-md border border-edge bg-surface px-3 py-2 font-mono text-ink"
        />
        <Button onClick={() => void copy()}>Copy</Button>
      </div>
      <p role="status" className="min-h-5 text-muted">
        {done === 'copied' && 'Copied.'}
        {done === 'marked' && 'Marked: copy it with your keyboard.'}
      </p>
    </div>
  )
}
