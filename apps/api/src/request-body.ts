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

/** What a body is packed with; null: with nothing. */
export function encodingOf({ headers }: Head): string | null {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  return encoding === 'identity' ? null : encoding
}

/** Bytes of a body as far as they are said; null where one comes whose length is not, which may be any, as that of a packed one. */
export function saidBytes(head: Head): number | null {
  const { headers } = head
  if (headers['transfer-encoding'] !== undefined || encodingOf(head) !== null) return null
  return Number(headers['content-length'] ?? 0)
}
