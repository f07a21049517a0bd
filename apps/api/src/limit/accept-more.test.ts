import { createServer } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { createHttpServer } from '../http-server.ts'
import { acceptMore } from './accept-more.ts'

const COMERS = 40

/** How many of those who came while the event loop was busy are accepted in its next rounds. */
async function acceptedByRound(server: ReturnType<typeof createServer>): Promise<number[]> {
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  let accepted = 0
  const count = () => accepted++
  server.on('connection', count)
  const comers = Array.from({ length: COMERS }, () => connect(port, '127.0.0.1'))
  const rounds: number[] = []
  while (accepted < COMERS) {
    const before = accepted
    await new Promise((resolve) => setImmediate(resolve))
    if (accepted > before) rounds.push(accepted - before)
  }
  for (const comer of comers) comer.destroy()
  server.off('connection', count)
  return rounds
}

it.skipIf(process.platform === 'win32')(
  'several connections are accepted in a round, and all are answered',
  async () => {
    const server = createServer((_req, res) => void res.end('here'))
    server.listen(0)
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const more = await acceptMore(server, 100)
    const rounds = await acceptedByRound(server)
    expect(Math.max(...rounds)).toBeGreaterThan(3)
    const answers = await Promise.all(Array.from({ length: COMERS }, () => fetch(`http://127.0.0.1:${port}`)))
    for (const answer of answers) expect(await answer.text()).toBe('here')
    for (const wayIn of more) wayIn.close()
    server.closeAllConnections()
    server.close()
  },
)

it.skipIf(process.platform === 'win32')('a server with more ways in leaves none of them open', async () => {
  const server = createHttpServer((_req, res) => void res.end('here'), { uploadBytes: 1 })
  const port = await server.listen(0)
  await server.acceptMore()
  const answers = await Promise.all(Array.from({ length: COMERS }, () => fetch(`http://127.0.0.1:${port}`)))
  for (const answer of answers) expect(await answer.text()).toBe('here')
  await server.finish(performance.now() + 1000)
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed')
})
