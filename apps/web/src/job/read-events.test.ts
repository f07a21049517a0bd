import { expect, it } from 'vitest'
import { readEvents, type ServerEvent } from './read-events.ts'

async function events(...pieces: (string | Uint8Array)[]): Promise<ServerEvent[]> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece))
  const read: ServerEvent[] = []
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of bytes) controller.enqueue(piece)
      controller.close()
    },
  })
  for await (const event of readEvents(body)) read.push(event)
  return read
}

it('an event has its id, its name and its data, however the bytes are cut', async () => {
  const text = 'id: 3\nevent: job\ndata: {"state":"läuft"}\n\n: alive\n\ndata: a\ndata: b\n\n'
  const wanted = [
    { id: '3', event: 'job', data: '{"state":"läuft"}' },
    { id: null, event: 'message', data: 'a\nb' },
  ]
  expect(await events(text)).toEqual(wanted)
  expect(await events(...Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte)))).toEqual(wanted)
})

it.each(['\n', '\r\n', '\r'])('lines may end in %j', async (end) => {
  expect(await events(`id:1${end}data:x${end}${end}`, `data: y${end}${end}: ${end}`)).toEqual([
    { id: '1', event: 'message', data: 'x' },
    { id: null, event: 'message', data: 'y' },
  ])
})

it('an event that was cut off is not given', async () => {
  expect(await events('data: whole\n\nid: 2\ndata: half')).toHaveLength(1)
})
