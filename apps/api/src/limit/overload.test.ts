import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '@vouch/contracts/error'
import { refuseWhenBusy } from './overload.ts'

const ORIGIN = 'https://page.example'

describe('refuseWhenBusy', () => {
  let server: Server
  let noted: { route: string; status: number }[]
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  async function listen(handler: RequestListener): Promise<string> {
    noted = []
    const metrics = { request: (done: { route: string; status: number }) => void noted.push(done) }
    server = createServer(refuseWhenBusy(handler, { metrics, origins: [ORIGIN], most: 2 }))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  /** Answers nothing before it is let. */
  function holding(): { handler: RequestListener; held: ServerResponse[]; until(count: number): Promise<void> } {
    const held: ServerResponse[] = []
    return {
      held,
      handler: (req: IncomingMessage, res) => {
        req.resume()
        if (req.url?.startsWith('/api/health') === true) return void res.end('well')
        held.push(res)
      },
      until: (count) => expect.poll(() => held.length).toBe(count),
    }
  }

  it('refuses what comes while enough is at work, and takes the next when one is answered', async () => {
    const { handler, held, until } = holding()
    const url = await listen(handler)
    const first = [fetch(`${url}/a`), fetch(`${url}/b`, { method: 'POST', body: '{}' })]
    await until(2)
    const refused = await fetch(`${url}/api/predictions/x?limit=1`, { headers: { origin: ORIGIN } })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    const problem = Problem.parse(await refused.json())
    expect(problem).toMatchObject({ code: 'unavailable', status: 503, instance: '/api/predictions/x' })
    expect(problem.request_id).toBe(refused.headers.get('x-request-id'))
    expect(noted).toMatchObject([{ route: '{busy}', status: 503 }])
    expect((await fetch(`${url}/x`, { headers: { origin: 'https://evil.example' } })).headers.has('vary')).toBe(false)
    held[0]?.end('done')
    expect(await (await first[0])?.text()).toBe('done')
    const third = fetch(`${url}/c`)
    await until(3)
    for (const res of held.slice(1)) res.end()
    expect((await third).status).toBe(200)
  })

  it('answers health, and leaves uploads to their own gate', async () => {
    const { handler, held, until } = holding()
    const url = await listen(handler)
    const form = () => {
      const body = new FormData()
      body.set('file', new Blob(['x']), 'x.csv')
      return fetch(`${url}/api/predict`, { method: 'POST', body })
    }
    const shouted = fetch(`${url}/c`, {
      method: 'POST',
      body: '--x--',
      headers: { 'content-type': 'Multipart/Form-Data; boundary=x' },
    })
    const all = [fetch(`${url}/a`), fetch(`${url}/b`), form(), shouted]
    await until(4)
    expect(await (await fetch(`${url}/api/health/live`)).text()).toBe('well')
    for (const res of held) res.end()
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('gives no place to those who were answered before their body was read', async () => {
    const url = await listen((_req, res) => res.writeHead(401).end())
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${url}/a`, { method: 'PATCH', body: '{}' })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401])
  })

  it('gives no place to those who send slowly, who read a stream, or who have left', async () => {
    const { handler, held, until } = holding()
    const url = await listen(handler)
    const { port } = new URL(url)
    const slow = Array.from({ length: 3 }, () => connect(Number(port), '127.0.0.1'))
    for (const socket of slow) socket.write('POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{')
    await until(3)
    const streams = [fetch(`${url}/stream`), fetch(`${url}/stream`)]
    await until(5)
    for (const res of held.slice(3)) res.writeHead(200).write('begun')
    await Promise.all(streams)
    const gone = Array.from({ length: 2 }, () => new AbortController())
    const left = gone.map(({ signal }) => fetch(`${url}/gone`, { signal }).catch(() => null))
    await until(7)
    for (const controller of gone) controller.abort()
    await Promise.all(left)
    await expect.poll(async () => (await fetch(`${url}/api/health`)).status).toBe(200)
    const last = fetch(`${url}/last`)
    await until(8)
    held.at(-1)?.end()
    expect((await last).status).toBe(200)
    for (const socket of slow) socket.destroy()
  })
})
