import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PredictionId } from '@vouch/contracts/prediction'
import { Receipt } from '@vouch/contracts/domains/exoplanet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KOIS, postJson, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer } from '../testing/start-test-server.ts'
import { createPredictionId } from './prediction-id.ts'
import { openStore } from './submission-store.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vouch-store-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** A process id that is no process: the kernel's own bound is far below. */
const NOBODY = 2 ** 30

describe('openStore', () => {
  it('removes what a process that was killed left behind, and nothing of one that lives', async () => {
    await mkdir(join(home, 'tmp', String(NOBODY), 'x'), { recursive: true })
    await mkdir(join(home, 'tmp', String(process.ppid), 'y'), { recursive: true })
    await openStore(home)
    expect((await readdir(join(home, 'tmp'))).sort()).toEqual([String(process.pid), String(process.ppid)].sort())
  })

  it('names the setting when its folder cannot be written to', async () => {
    const file = join(home, 'file')
    await writeFile(file, '')
    await expect(openStore(join(file, 'home'))).rejects.toThrow(/VOUCH_HOME is .*file.home/)
  })

  it.each(['prd_x', '../../x', createPredictionId(0)])('has no prediction %s', async (id) => {
    const store = await openStore(home)
    await expect(store.open(id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a submission', () => {
  it('is kept whole: its receipt, its calls and its upload by its content', async () => {
    const server = await startTestServer()
    try {
      const first = await readCalls(await postTable(server.url, toCsv(KOIS)))
      const second = await readCalls(await postTable(server.url, toCsv(KOIS), { threshold: '0.9' }))
      const rows = await readCalls(await postJson(server.url, { rows: KOIS }))
      const ids = [first, second, rows].map(({ prediction_id }) => PredictionId.parse(prediction_id))
      expect((await readdir(join(server.home, 'predictions'))).sort()).toEqual(ids.toSorted())
      expect((await readdir(join(server.home, 'predictions', ids[0] ?? ''))).sort()).toEqual([
        'calls.parquet',
        'receipt.json',
      ])
      expect(await readdir(join(server.home, 'uploads'))).toHaveLength(2)
      const kept = Receipt.parse(await (await fetch(`${server.url}/api/predictions/${ids[0]}`)).json())
      const { predictions: _, not_assessed: __, next_cursor: ___, ...receipt } = first
      expect(kept).toEqual(receipt)
    } finally {
      await server.end()
    }
  })

  it('is not kept with store=false, and no refused one leaves a trace', async () => {
    const server = await startTestServer()
    try {
      expect((await readCalls(await postTable(server.url, toCsv(KOIS), { store: 'false' }))).prediction_id).toBeNull()
      expect((await readCalls(await postJson(server.url, { rows: KOIS, store: false }))).prediction_id).toBeNull()
      await readProblem(await postTable(server.url, 'a,b\n1,2\n'))
      await readProblem(await postTable(server.url, '\u0000\u0001'))
      await readProblem(await postTable(server.url, toCsv(KOIS), { model: 'none' }))
      for (const folder of ['predictions', 'uploads', `tmp/${process.pid}`])
        expect(await readdir(join(server.home, folder))).toEqual([])
    } finally {
      await server.end()
    }
  })
})
