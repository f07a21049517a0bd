import { createServer, type RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { cutSlowClients } from './slow-clients.ts'

const TOO_SLOW = {
  tickMs: 20,
  mostOpen: 20,
  body: { bytesPerSecond: 1000, overMs: 200 },
  answer: { bytesPerSecond: 10_000_000, overMs: 200 },
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  const watch = cutSlowClients(server, TOO_SLOW)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  ends.push(() => {
    watch.stop()
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function open(port: number): { socket: Socket; said: () => string; closed: Promise<void> } {
  const socket = connect(port, 'localhost')
  let text = ''
  socket.on('data', (piece) => (text += piece.toString()))
  socket.on('error', () => undefined)
  ends.push(() => socket.destroy())
  return { socket, said: () => text, closed: new Promise((resolve) => socket.on('close', () => resolve())) }
}

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n'

describe('a client', () => {
  it('that sends its body a byte at a time is told so and cut off', async () => {
    const port = await serve((req) => void req.resume())
    const { socket, said, closed } = open(port)
    socket.write(HEAD)
    const drip = setInterval(() => socket.write('x'), 30)
    await closed
    clearInterval(drip)
    expect(said()).toMatch(/^HTTP\/1\.1 408 .*Connection: close/s)
  })

  it('that sends well enough is waited for, and so is one that waits for us', async () => {
    const port = await serve((req, res) => {
      if (req.url === '/waits') void sleep(600).then(() => req.resume())
      else req.resume()
      req.on('end', () => res.end('done'))
    })
    const steady = open(port)
    steady.socket.write(HEAD)
    const waiting = open(port)
    waiting.socket.write(HEAD.replace('/', '/waits'))
    waiting.socket.write('x'.repeat(100_000))
    for (let sent = 0; sent < 100_000; sent += 10_000) {
      steady.socket.write('x'.repeat(10_000))
      await sleep(60)
    }
    await expect.poll(() => [steady.said(), waiting.said()].filter((text) => text.endsWith('done'))).toHaveLength(2)
  })

  it('that takes nothing of an answer is cut off, and one that takes it is not', { timeout: 30_000 }, async () => {
    const port = await serve((_req, res) => {
      res.write(Buffer.alloc(30 << 20))
      res.end()
    })
    const good = open(port)
    good.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await good.closed
    expect(good.said().length).toBeGreaterThan(30 << 20)
    const bad = open(port)
    bad.socket.pause()
    bad.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    // longer than 30 MB may take
    await sleep(5000)
    bad.socket.resume()
    await bad.closed
    expect(bad.said().length).toBeLessThan(30 << 20)
  })

  it('that comes when too many are there is cut off, until one of them leaves', async () => {
    const port = await serve((_req, res) => void res.end('done'))
    const ask = () => {
      const client = open(port)
      client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      return client
    }
    const first = Array.from({ length: TOO_SLOW.mostOpen }, ask)
    for (const { said } of first) await expect.poll(said).toContain('done')
    const late = ask()
    await late.closed
    expect(late.said()).toBe('')
    first[0]?.socket.destroy()
    await expect
      .poll(async () => {
        const next = ask()
        await Promise.race([next.closed, sleep(100)])
        return next.said()
      })
      .toContain('done')
  })
})
