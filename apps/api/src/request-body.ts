import type { IncomingMessage } from 'node:http'

type Head = Pick<IncomingMessage, 'headers'>

/** Type and subtype of a body, in lower case as they mean the same in any; empty when they are not said. */
export function readMediaType({ headers }: Head): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** Whether a body is a form with files, which goes to disk as it comes. */
export function isForm(head: Head): boolean {
  return readMediaType(head).startsWith('multipart/')
}

/** Bytes of a body as far as they are said; null where one comes whose length is not, which may be any. */
export function saidBytes({ headers }: Head): number | null {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : null
}
