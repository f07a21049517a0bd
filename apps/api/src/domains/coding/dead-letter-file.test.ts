import { createReadStream } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJsonLines } from '@vouch/core/domains/coding/read-json-lines'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DeadLetterFile } from './dead-letter-file.ts'

const MEGABYTE = 1 << 20

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-letters-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What became of a file’s lines, all of them dead. */
async function bury(write: (path: string) => Promise<void>): Promise<{ text: string; most: number }> {
  const [source, path] = [join(folder, 'lines'), join(folder, 'dead')]
  await write(source)
  const before = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 5)
  const letters = await DeadLetterFile.create(path)
  for await (const { dead } of readJsonLines(createReadStream(source))) if (dead) await letters.add(dead, source)
  await letters.end()
  clearInterval(watch)
  return { text: await readFile(path, 'utf8'), most }
}

async function fill(path: string, pieces: Iterable<Buffer>): Promise<void> {
  const file = await open(path, 'w')
  for (const piece of pieces) await file.appendFile(piece)
  await file.close()
}

it.each([
  ['text, its letters of several bytes', `"é𝄞\\ \n`, 'text'],
  ['bytes that are not UTF-8', Buffer.from([0xff, 0x22, 0xfe, 0x41, 0x0a]), 'base64'],
] as const)('holds a line whole that is too long to be held in memory: %s', async (_name, unit, field) => {
  const body = Buffer.concat([Buffer.alloc(9 * MEGABYTE, Buffer.from(unit).subarray(0, -1)), Buffer.from('\n')])
  // 10 MB may end within a letter
  const line = field === 'text' ? Buffer.from(body.toString('utf8').replaceAll('\uFFFD', '')) : body
  const { text } = await bury((path) => fill(path, [Buffer.from('no\n'), line, Buffer.from('neither')]))
  const [first, long, last] = text.trim().split('\n')
  expect([first, last].map((letter): unknown => JSON.parse(letter ?? ''))).toMatchObject([
    { line: 1, text: 'no' },
    { line: 3, text: 'neither' },
  ])
  const letter = JSON.parse(long ?? '') as Record<string, string>
  expect(Object.keys(letter)).toEqual(['line', 'reason', field])
  const bytes = Buffer.from(letter[field] ?? '', field === 'text' ? 'utf8' : 'base64')
  expect(bytes.equals(line.subarray(0, -1))).toBe(true)
})

it('holds a line of 200 MB without holding it in memory', async () => {
  const piece = Buffer.alloc(MEGABYTE, 'x')
  const { text, most } = await bury((path) =>
    fill(
      path,
      Array.from({ length: 200 }, () => piece),
    ),
  )
  expect(text.length).toBeGreaterThan(200 * MEGABYTE)
  expect(text.endsWith('xxx"}\n')).toBe(true)
  expect(most).toBeLessThan(100 * MEGABYTE)
}, 60_000)
