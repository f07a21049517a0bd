/** The first bytes of the kinds of pictures that people send: PNG, JPEG, GIF, BMP, TIFF (both orders), WebP. */
const SIGNATURES = ['89504e47', 'ffd8ff', '474946383', '424d', '49492a00', '4d4d002a']

export function isPicture(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 12))
  const hex = bytes.toString('hex')
  const webp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  return webp || SIGNATURES.some((signature) => hex.startsWith(signature))
}
