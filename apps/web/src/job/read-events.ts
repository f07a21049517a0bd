/** One server-sent event. */
export interface ServerEvent {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

/**
 * The events of a `text/event-stream`, as they come (HTML Living Standard, 9.2.6). By hand, because the browser's
 * `EventSource` cannot say who asks.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let lines: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      // a carriage return at the end may be half of a line's end
      const whole = rest.split(/\r\n|\n|\r(?!$)/)
      rest = whole.pop() ?? ''
      for (const line of whole) {
        if (line !== '') lines.push(line)
        else {
          const event = parseEvent(lines)
          lines = []
          if (event !== null) yield event
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** @returns null for what carries no data: a comment that keeps the connection alive */
function parseEvent(lines: readonly string[]): ServerEvent | null {
  const fields = lines.map((line) => {
    const colon = line.indexOf(':')
    return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
  })
  const last = (name: string) => fields.findLast(([field]) => field === name)?.[1] ?? null
  const data = fields.filter(([field]) => field === 'data').map(([, value]) => value)
  return data.length === 0 ? null : { id: last('id'), event: last('event') ?? 'message', data: data.join('\n') }
}
