import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KOIS, tableForm, toCsv } from './testing/requests.ts'
import { spawnMain, spawnServer } from './testing/spawn-server.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vouch-main-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** Uploads that a server is receiving. */
async function countUploads(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^vouch_gate_load\{[^}]*gate="uploads"[^}]*state="inside"[^}]*\} (\d+)$/m.exec(metrics)?.[1])
}

describe('the program', { timeout: 120_000 }, () => {
  it('says in one line where it is ready, and stops with 0 when it is told to', async () => {
    const { child, url, output, exited } = await spawnServer({ VOUCH_HOME: home })
    expect(output().stdout.split('\n')[0]).toBe(`Vouch is ready at ${url}`)
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(output().stderr).toBe('')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what has begun after %s, takes nothing new, and then stops',
    async (signal) => {
      const { child, url, exited } = await spawnServer({ VOUCH_HOME: home })
      const form = new Response(tableForm(toCsv(KOIS)))
      const body = Buffer.from(await form.arrayBuffer())
      const socket = connect(Number(new URL(url).port), 'localhost')
      let answer = ''
      socket.on('data', (piece) => (answer += piece.toString()))
      const closed = new Promise((resolve) => socket.on('close', resolve))
      socket.write(
        `POST /api/predict HTTP/1.1\r\nHost: x\r\nContent-Type: ${form.headers.get('content-type')}\r\nContent-Length: ${body.length}\r\n\r\n`,
      )
      socket.write(body.subarray(0, 200))
      await expect.poll(() => countUploads(url)).toBe(1)
      child.kill(signal)
      await expect.poll(async () => (await fetch(`${url}/api/health/ready`)).status).toBe(503)
      expect((await fetch(`${url}/api/health/live`)).status).toBe(200)
      const refused = await fetch(`${url}/api/models`)
      expect([refused.status, refused.headers.get('connection'), refused.headers.has('retry-after')]).toEqual([
        503,
        'close',
        true,
      ])
      socket.write(body.subarray(200))
      await closed
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toContain('"success":true')
      expect(await exited).toBe(0)
    },
  )

  it('says that it is not ready for a moment before it refuses anything', async () => {
    const { child, url, exited } = await spawnServer({ VOUCH_HOME: home, STOP_DELAY_SECONDS: '2' })
    child.kill('SIGTERM')
    await expect.poll(async () => (await fetch(`${url}/api/health/ready`)).status).toBe(503)
    expect((await fetch(`${url}/api/models`)).status).toBe(200)
    expect(await exited).toBe(0)
  })

  it.each([
    ['SIGUSR2', 'throw new Error("planted by hand")'],
    ['SIGHUP', 'void Promise.reject(new Error("planted by hand"))'],
  ])('says once what nobody caught (%s), and ends', async (signal, fault) => {
    const plant = `data:text/javascript,process.on("${signal}", () => { ${fault} })`
    const options = { VOUCH_HOME: home, NODE_OPTIONS: `--import ${JSON.stringify(encodeURI(plant))}` }
    const { child, exited, output } = await spawnServer(options)
    child.kill(signal as NodeJS.Signals)
    expect(await exited).toBe(1)
    const fatal = output()
      .stderr.split('\n')
      .filter((line) => line.includes('"level":60'))
    expect(fatal.map((line) => JSON.parse(line).err)).toMatchObject([{ type: 'Error', message: 'planted by hand' }])
  })

  it('says in one line that its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { exited, output } = spawnMain({ VOUCH_HOME: home, PORT: port })
    expect(await exited).toBe(1)
    expect(output()).toEqual({ stdout: '', stderr: `PORT is ${port}, which is taken by another process.\n` })
    other.close()
  })

  it('says in one line that it cannot write to its folder, or which setting is wrong', async () => {
    await writeFile(join(home, 'file'), '')
    const place = join(home, 'file', 'home')
    const folder = spawnMain({ VOUCH_HOME: place })
    expect(await folder.exited).toBe(1)
    expect(folder.output().stderr).toBe(`VOUCH_HOME is ${place}, which cannot be written to.\n`)
    const setting = spawnMain({ VOUCH_HOME: home, MAX_UPLOAD_MB: 'many' })
    expect(await setting.exited).toBe(1)
    const model = spawnMain({ VOUCH_HOME: home, DEFAULT_MODEL: 'resnet' })
    expect(await model.exited).toBe(1)
    expect(model.output().stderr).toMatch(/^DEFAULT_MODEL is resnet\. There is no model “resnet”\. Models: .*\n$/)
    expect(setting.output().stderr).toMatch(/^The settings cannot be used\.\n {2}MAX_UPLOAD_MB: must be a number\n$/)
  })
})
