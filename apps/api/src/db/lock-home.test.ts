import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HomeTakenError, lockHome } from './lock-home.ts'

const MODULE = fileURLToPath(new URL('lock-home.ts', import.meta.url))
/** Takes the folder, says how that went, and keeps it until it is killed. */
const TAKER = `
  const { lockHome } = await import(${JSON.stringify(MODULE)})
  process.stdin.on('data', () => {
    lockHome(process.env.PLACE).then(() => console.log('taken'), (error) => console.log(error.message))
  })
  console.log('there')
`

let home: string
let children: ChildProcess[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vouch-lock-'))
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(home, { recursive: true, force: true })
})

describe('the lock of a folder', { timeout: 60_000 }, () => {
  it('refuses a second process at once and names the first, which keeps it', async () => {
    const first = await taker()
    expect(await first.take()).toBe('taken')
    const began = performance.now()
    await expect(lockHome(home)).rejects.toThrow(`VOUCH_HOME is ${home}, which process ${first.pid} is using.`)
    expect(performance.now() - began).toBeLessThan(2000)
    expect(JSON.parse(await readFile(join(home, 'lock'), 'utf8'))).toMatchObject({ pid: first.pid })
    expect(await readdir(home)).toEqual(['lock'])
  })

  it('refuses the same process a second time, and gives it again once it is released', async () => {
    const lock = await lockHome(home)
    await expect(lockHome(home)).rejects.toThrow(HomeTakenError)
    await lock.release()
    await (await lockHome(home)).release()
    expect(await readdir(home)).toEqual([])
  })

  it('is taken over from a process that was killed', async () => {
    const first = await taker()
    expect(await first.take()).toBe('taken')
    await first.kill()
    await (await lockHome(home)).release()
  })

  it.each([
    ['whose pid was given to another process', JSON.stringify({ pid: process.ppid, host: hostname(), born: '1' })],
    ['that is not whole', '{"pid":'],
    ['that is empty', ''],
  ])('is taken over from one %s', async (_, text) => {
    await writeFile(join(home, 'lock'), text)
    await (await lockHome(home)).release()
  })

  it('of a process on another machine counts, and the word says how to end that', async () => {
    await writeFile(join(home, 'lock'), JSON.stringify({ pid: 1, host: 'another', born: null }))
    const words = `which process 1 of the machine another is using.*If that machine is gone, delete ${join(home, 'lock')}`
    await expect(lockHome(home)).rejects.toThrow(new RegExp(words))
  })

  it('left by a killed process goes to one of those who want it at once', async () => {
    const takers = await Promise.all([1, 2, 3, 4].map(taker))
    for (let round = 0; round < 5; round++) {
      // a process that is not there any more, and had its turn at taking over a lock
      const stale = JSON.stringify({ pid: 2 ** 22 + round, host: hostname(), born: '1' })
      await writeFile(join(home, 'lock'), stale)
      if (round % 2 === 1) await writeFile(join(home, 'lock.turn'), stale)
      const [winner, ...others] = await race(takers)
      expect(winner).toBeDefined()
      expect(others).toEqual([])
      await winner?.kill()
      takers.splice(
        takers.findIndex(({ pid }) => pid === winner?.pid),
        1,
        await taker(),
      )
    }
  })
})

interface Taker {
  readonly pid: number
  take(): Promise<string>
  kill(): Promise<void>
}

/** Who of them got it; who did not must have been told who has it. */
async function race(takers: readonly Taker[]): Promise<Taker[]> {
  const said = await Promise.all(takers.map((one) => one.take()))
  const winners = takers.filter((_, i) => said[i] === 'taken')
  for (const words of said) if (words !== 'taken') expect(words).toContain(`which process ${winners[0]?.pid} is using`)
  return winners
}

/** A process that is loaded and waits for the word. */
async function taker(): Promise<Taker> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@vouch/source', '--input-type=module', '-e', TAKER],
    {
      env: { PATH: process.env['PATH'] ?? '', PLACE: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  const line = () =>
    new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes).trim())))
  await line()
  return {
    pid: child.pid ?? 0,
    take() {
      const said = line()
      child.stdin.write('take\n')
      return said
    },
    async kill() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}
