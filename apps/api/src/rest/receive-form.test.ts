import { hostname } from 'node:os'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { withForm } from './receive-form.ts'

const LIMIT_MB = 10

describe('an upload', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ environment: { MAX_UPLOAD_MB: String(LIMIT_MB) } })
  })
  afterAll(() => server.end())

  const temporary = () => readdir(join(server.home, 'tmp', `${hostname()}.${process.pid}`))

  /** Sends a form by hand, byte for byte, on a connection that is not kept; gives all that came back. */
  function sendRaw(
    pieces: readonly Buffer[],
    { length, cut = false }: { length: number; cut?: boolean },
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      let answer = ''
      socket.on('data', (piece) => (answer += piece.toString('latin1')))
      socket.on('end', () => resolve(answer))
      socket.on('close', () => resolve(answer))
      socket.on('error', reject)
      const head = `POST /api/predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n`
      socket.write(head)
      for (const piece of pieces) socket.write(piece)
      if (cut) setTimeout(() => socket.destroy(), 100)
    })
  }

  const partHead = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n')
  const partEnd = Buffer.from('\r\n--x--\r\n')

  it('is refused while it streams when it grows too large, and the client gets to read why', async () => {
    const body = [partHead, ...Array.from({ length: 30 }, () => Buffer.alloc(1 << 20, 'a')), partEnd]
    const answers = await Promise.all([1, 2, 3, 4].map(() => sendRaw(body, { length: Buffer.concat(body).length })))
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 413 /)
      expect(answer).toContain('"code":"too_large"')
      expect(answer).toContain('larger than 10 MB')
    }
    await expect.poll(temporary).toEqual([])
  })

  it('that shows itself as a picture has the limit of pictures', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex')
    const large = Buffer.concat([png, Buffer.alloc(9 << 20)])
    expect((await readProblem(await postTable(server.url, large, {}, 'koi.csv'))).detail).toContain('larger than 8 MB')
    const small = Buffer.concat([png, Buffer.alloc(7 << 20)])
    expect(await readProblem(await postTable(server.url, small, { model: 'koi' }))).toMatchObject({ status: 415 })
  })

  it('that breaks off leaves nothing behind, and the server well', async () => {
    expect(await sendRaw([partHead, Buffer.from(toCsv(KOIS))], { length: 1e6, cut: true })).toBe('')
    await expect.poll(temporary).toEqual([])
    expect((await readCalls(await postTable(server.url, toCsv(KOIS)))).predictions).toHaveLength(4)
  })

  it('that breaks off at once leaves nothing behind, however many do so', async () => {
    const head =
      'POST /api/predict HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 999999\r\n\r\n'
    const { port } = new URL(server.url)
    const broken = Array.from({ length: 60 }, (_, i) => {
      return new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(Buffer.concat([Buffer.from(head), partHead]))
          if (i % 2) socket.resetAndDestroy()
          else setImmediate(() => socket.destroy())
        })
        socket.on('close', () => resolve())
        socket.on('error', () => undefined)
      })
    })
    await Promise.all(broken)
    await expect.poll(temporary).toEqual([])
  })

  it('whose form ends before it should is a bad request', async () => {
    const body = [partHead, Buffer.from(toCsv(KOIS))]
    expect(await sendRaw(body, { length: Buffer.concat(body).length })).toMatch(/^HTTP\/1\.1 400 /)
    await expect.poll(temporary).toEqual([])
  })

  it('with too many parts or too long a field is refused', async () => {
    const send = (form: FormData) => fetch(`${server.url}/api/predict`, { method: 'POST', body: form })
    const parts = new FormData()
    for (let i = 0; i < 100; i++) parts.append(`f${i}`, 'x')
    expect(await readProblem(await send(parts))).toMatchObject({ status: 400 })
    const long = new FormData()
    long.set('model', 'x'.repeat(20_000))
    expect(await readProblem(await send(long))).toMatchObject({ status: 422, errors: [{ field: 'model' }] })
    await expect.poll(temporary).toEqual([])
  })

  it('has its files and fields in the order in which they were sent, whichever was on the disk first', async () => {
    const names = ['5000000', '1', '300000', '2']
    const answer = (form: FormData) =>
      [...form].map(([name, value]) => (typeof value === 'string' ? name : value.name)).join()
    const receiver = createServer((req, res) => {
      void withForm(req, server.services, async (form) => res.end(answer(form)), { file: names.length })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    try {
      const form = new FormData()
      for (const name of names) {
        form.append('file', new File([Buffer.alloc(Number(name), 'a')], name))
        form.append(`after ${name}`, 'x')
      }
      const { port } = receiver.address() as AddressInfo
      const said = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: form })
      expect(await said.text()).toBe(names.map((name) => `${name},after ${name}`).join())
    } finally {
      receiver.close()
    }
  })

  it('may bring a hostile name, which is only ever shown', async () => {
    const name = '../../../../tmp/vouch-canary\u202e.csv'
    const answer = await readCalls(await postTable(server.url, toCsv(KOIS), {}, name))
    expect(answer.predictions).toHaveLength(4)
    const download = await fetch(`${server.url}/api/predictions/${answer.prediction_id}/download`)
    const disposition = download.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~!-]+$/)
    expect(disposition).not.toContain('/')
  })
})
