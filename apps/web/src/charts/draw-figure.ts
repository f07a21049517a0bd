import { plot } from '@observablehq/plot'
import type { Figure } from './figure.ts'
import { PRINT_FONT, PRINT_PALETTE, resolveColours } from './print-palette.ts'
import { wrapText } from './wrap-text.ts'

/** px: 18 cm at 96 dpi and a little more, the width of a page of most journals. */
const WIDTH = 720
const EDGE = 24
const TITLE = { size: 16, line: 24 } as const
const NOTE = { size: 12, line: 17 } as const

export interface DrawnFigure {
  /** a document of its own: it asks for no style sheet, no font and no network */
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** A figure as it goes into a paper: title, plot and caption on white, with every colour in place. */
export function drawFigure(figure: Figure): DrawnFigure {
  const inner = WIDTH - 2 * EDGE
  const drawn = plot({
    ...figure.options(inner),
    width: inner,
    style: { background: 'transparent', color: PRINT_PALETTE['--muted'], fontFamily: PRINT_FONT, fontSize: '12px' },
  })
  if (!(drawn instanceof SVGSVGElement)) throw new TypeError('A plot with a legend of its own cannot be saved.')
  const plotHeight = Number(drawn.getAttribute('height'))
  const lines = wrapText(figure.note, { width: inner, size: NOTE.size })
  const plotTop = EDGE + TITLE.line
  const noteTop = plotTop + plotHeight + 8
  const height = Math.ceil(noteTop + lines.length * NOTE.line + EDGE - 4)
  // the rules of its own are for a page: beside them it has an attribute for everything
  for (const style of drawn.querySelectorAll('style')) style.remove()
  drawn.removeAttribute('class')
  // Plot's labels name marks, which says nothing to a listener; title and caption do
  for (const mark of drawn.querySelectorAll('[aria-label]')) mark.removeAttribute('aria-label')
  for (const [name, value] of [
    ['x', EDGE],
    ['y', plotTop],
    ['overflow', 'visible'],
  ] as const)
    drawn.setAttribute(name, String(value))
  const text = (words: string, at: { y: number; size: number; weight?: number; fill: string }) =>
    `<text x="${EDGE}" y="${at.y}" font-size="${at.size}" font-weight="${at.weight ?? 400}" fill="${at.fill}">${escapeXml(words)}</text>`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${PRINT_FONT}">`,
    `<title>${escapeXml(figure.title)}</title><desc>${escapeXml(figure.note)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(figure.title, { y: EDGE + TITLE.size, size: TITLE.size, weight: 600, fill: PRINT_PALETTE['--ink'] }),
    resolveColours(new XMLSerializer().serializeToString(drawn)),
    ...lines.map((line, i) =>
      text(line, { y: noteTop + (i + 1) * NOTE.line - 4, size: NOTE.size, fill: PRINT_PALETTE['--muted'] }),
    ),
    '</svg>',
  ].join('\n')
  return { svg, width: WIDTH, height }
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
