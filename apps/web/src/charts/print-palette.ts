/** What a figure in a file is drawn with, whatever the page's colours are: the light ones of `styles.css`, on white. */
export const PRINT_PALETTE = {
  '--paper': '#ffffff',
  '--surface': '#ffffff',
  '--sunken': '#f1efe9',
  '--ink': '#1b1d22',
  '--muted': '#565b65',
  '--rule': '#dedad0',
  '--edge': '#858078',
  '--planet': '#0f62a6',
  '--false-positive': '#b0470b',
  '--caution': '#7a4f00',
} as const

/** The first that a reader's machine has; each is drawn by some machine. */
export const PRINT_FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

/** Puts the palette's colours where a drawing names them. @throws RangeError for a name that is not in the palette */
export function resolveColours(svg: string): string {
  return svg
    .replaceAll(/var\((--[a-z-]+)\)/g, (_, name: string) => {
      const found = Object.entries(PRINT_PALETTE).find(([own]) => own === name)
      if (!found) throw new RangeError(`A figure in a file has no colour ${name}.`)
      return found[1]
    })
    .replaceAll('currentColor', PRINT_PALETTE['--muted'])
}
