import { headerText, readFits } from '@vouch/core/series/read-fits'

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * FITS files by the star that each names, in the order in which the stars come first.
 * @throws VouchError `invalid` for what is no FITS file
 */
export function groupByStar(files: readonly NamedBytes[]): NamedBytes[][] {
  const stars = new Map<string, NamedBytes[]>()
  for (const file of files) {
    const [primary] = readFits(file.bytes)
    const object = (primary && headerText(primary.header, 'OBJECT')) ?? ''
    const known = stars.get(object)
    if (known === undefined) stars.set(object, [file])
    else known.push(file)
  }
  return [...stars.values()]
}
