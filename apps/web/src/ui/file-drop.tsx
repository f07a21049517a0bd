import type { ReactNode } from 'react'
import { FilesDrop } from './files-drop.tsx'

interface FileDropProps {
  label: string
  accept: string
  disabled: boolean
  onFile: (file: File) => void
  children: ReactNode
}

/** Where one file is dropped or chosen. */
export function FileDrop({ onFile, ...rest }: FileDropProps) {
  return <FilesDrop {...rest} multiple={false} onFiles={([file]) => file !== undefined && onFile(file)} />
}
