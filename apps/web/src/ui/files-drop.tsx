import { useState, type DragEvent, type ReactNode } from 'react'

interface FilesDropProps {
  label: string
  accept: string
  disabled: boolean
  /** whether several may be chosen at once */
  multiple?: boolean
  /** at least one; without `multiple` not more */
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** A file input that is also a place to drop files on; the input itself keeps the keyboard and the screen reader. */
export function FilesDrop({ label, accept, disabled, multiple = true, onFiles, children }: FilesDropProps) {
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])].slice(0, multiple ? undefined : 1)
    if (files.length > 0 && !disabled) onFiles(files)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
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
        multiple={multiple}
        disabled={disabled}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = '' // the same file may be chosen again after it was mended
        }}
      />
      {children}
    </label>
  )
}
