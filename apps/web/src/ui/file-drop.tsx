import { useState, type DragEvent, type ReactNode } from 'react'

interface FileDropProps {
  label: string
  accept: string
  disabled: boolean
  onFile: (file: File) => void
  children: ReactNode
}

/** A file input that is also a place to drop a file on; the input itself keeps the keyboard and the screen reader. */
export function FileDrop({ label, accept, disabled, onFile, children }: FileDropProps) {
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file !== undefined && !disabled) onFile(file)
  }
  return (
    <label
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`block rounded-lg border-2 border-dashed px-5 py-8 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${
        disabled ? 'border-rule opacity-60' : 'cursor-pointer border-edge hover:border-accent hover:bg-surface'
      } ${over ? 'border-accent bg-surface' : ''}`}
    >
      <input
        type="file"
        className="sr-only"
        aria-label={label}
        accept={accept}
        disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) onFile(file)
          event.target.value = '' // the same file may be chosen again after it was mended
        }}
      />
      {children}
    </label>
  )
}
