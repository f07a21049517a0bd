import type { DrawnFigure } from './draw-figure.ts'

/** Pixels of the picture for each of the drawing: 288 to the inch where the drawing is printed at its own size. */
export const PNG_SCALE = 3

/** A drawn figure as a picture, `PNG_SCALE` times as wide and as high. */
export async function figureToPng({ svg, width, height }: DrawnFigure): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * PNG_SCALE
  canvas.height = height * PNG_SCALE
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws no pictures.')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (png === null) throw new Error('This browser makes no PNG.')
  return png
}
