import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallPage, PredictOutput, Receipt } from '@vouch/contracts/domains/exoplanet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KOIS, postTable, tableForm, toCsv } from './testing/requests.ts'
import { spawnMain, spawnServer } from './testing/spawn-server.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vouch-main-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** Rows enough to be at work for a while, each with its own name. */
function manyRows(count: number): string {
  return toCsv(
    Array.from({ length: count }, (_, i) => ({ ...KOIS[i % 4], kepoi_name: `K${i}`, koi_period: 1 + i / 100 })),
  )
}

describe('the program', { timeout: 120_000 }, () => {
  it('says in one line where it is ready, and stops with 0 when it is told to', async () => {
    const { child, url, output, exited } = await spawnServer({ VOUCH_HOME: home })
    expect(output().stdout).toBe(`Vouch is ready at ${url}\n`)
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(output()).toEqual({ stdout: `Vouch is ready at ${url}\n`, stderr: '' })
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
      await new Promise((resolve) => setTimeout(resolve, 300))
      child.kill(signal)
      await new Promise((resolve) => setTimeout(resolve, 300))
      await expect(fetch(`${url}/api/health`)).rejects.toThrow()
      socket.write(body.subarray(200))
      await closed
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toContain('"success":true')
      expect(await exited).toBe(0)
    },
  )

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

  it('killed at any moment leaves no half of a submission, and loses none that it acknowledged', async () => {
    const acknowledged = new Map<string, number>()
    for (const delayMs of [0, 30, 110]) {
      const before = acknowledged.size
      const { child, url, exited } = await spawnServer({ VOUCH_HOME: home })
      let killed = false
      const send = async (rows: number) => {
        for (;;) {
          if (killed) return
          const response = await postTable(url, manyRows(rows)).catch(() => null)
          const parsed = response?.ok ? PredictOutput.safeParse(await response.json().catch(() => null)) : null
          if (parsed?.data?.prediction_id) acknowledged.set(parsed.data.prediction_id, rows)
        }
      }
      const senders = [3, 500, 5000, 30_000].map(send)
      await expect.poll(() => acknowledged.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before + 3)
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      child.kill('SIGKILL')
      killed = true
      await Promise.all([exited, ...senders])
    }
    const { child, url, exited } = await spawnServer({ VOUCH_HOME: home })
    const kept = await readdir(join(home, 'predictions'))
    expect([...acknowledged.keys()].filter((id) => !kept.includes(id))).toEqual([])
    for (const id of kept) {
      const receipt = Receipt.parse(await (await fetch(`${url}/api/predictions/${id}`)).json())
      const last = `${url}/api/predictions/${id}/calls?cursor=${receipt.total_samples - 1}`
      const page = CallPage.parse(await (await fetch(last)).json())
      expect(page.predictions.map(({ row }) => row)).toEqual([receipt.total_samples - 1])
      expect(receipt.total_samples).toBe(acknowledged.get(id) ?? receipt.total_samples)
    }
    expect((await readdir(join(home, 'tmp'))).length).toBe(1)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })
})
