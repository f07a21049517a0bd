/** The bytes of a `data:` address in base 64. The page's policy lets nothing be fetched from one. */
export function blobOf(address: string): Blob {
  const [head = '', body = ''] = address.split(',')
  const type = /^data:([^;]*)/.exec(head)?.[1] ?? ''
  return new Blob([Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))], { type })
}
