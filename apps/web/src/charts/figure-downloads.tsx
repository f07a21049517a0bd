import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { saveFile } from '../ui/save-file.ts'
import { drawFigure } from './draw-figure.ts'
import { figureToPng } from './figure-to-png.ts'
import type { Figure } from './figure.ts'

/** A figure as a file: drawn anew for it, on white, with its title and its caption. */
export function FigureDownloads({ figure }: { figure: Figure }) {
  const [failed, setFailed] = useState(false)
  const save = async (kind: 'svg' | 'png') => {
    const drawn = drawFigure(figure)
    const bytes = kind === 'svg' ? new Blob([drawn.svg], { type: 'image/svg+xml' }) : await figureToPng(drawn)
    saveFile(bytes, `${figure.name}.${kind}`)
  }
  const begin = (kind: 'svg' | 'png') => {
    setFailed(false)
    save(kind).catch(() => setFailed(true))
  }
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      <Button look="quiet" aria-label={`${figure.title}: save as SVG`} onClick={() => begin('svg')}>
        SVG
      </Button>
      <Button look="quiet" aria-label={`${figure.title}: save as PNG`} onClick={() => begin('png')}>
        PNG
      </Button>
      {failed && (
        <span role="alert" className="self-center text-danger">
          It could not be saved.
        </span>
      )}
    </span>
  )
}
