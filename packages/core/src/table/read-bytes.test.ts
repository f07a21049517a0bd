import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { cutSource } from './fixtures/cut-source.ts'
import { cpuMs } from './fixtures/cpu-ms.ts'
import { readAll, refusalOf } from './fixtures/read-all.ts'
import { openTable } from './open-table.ts'
import type { TableLimits } from './table.ts'

const limits: TableLimits = { bytes: 5e6, unpackedBytes: 2e7, rows: 1e7, columns: 64, cellBytes: 65_536 }
const csv = `id,x\n${Array.from({ length: 5000 }, (_, row) => `K${row},${Math.sin(row)}\n`).join('')}`
const packed = gzipSync(csv)

test('a gzip table reads as the table it holds, however its bytes arrive', async () => {
  const plain = await readAll(await openTable(cutSource(Buffer.from(csv)), { limits }))
  for (const cuts of [[], [1000], [1, 4096]]) {
    const read = await readAll(await openTable(cutSource(packed, cuts), { limits }))
    expect(read.header).toEqual({ ...plain.header, format: 'csv.gz' })
    expect(read.columns).toEqual(plain.columns)
  }
})

test('a gzip file that is cut off or damaged is invalid, never a short table', async () => {
  const damaged = Buffer.from(packed)
  damaged[packed.length - 6]! ^= 0xff
  for (const bytes of [
    packed.subarray(0, packed.length - 9),
    packed.subarray(0, packed.length / 2),
    packed.subarray(0, 12),
    damaged,
  ]) {
    const refusal = await refusalOf(async () => readAll(await openTable(cutSource(bytes), { limits })))
    expect(refusal.code).toBe('invalid')
    expect(refusal.message).toMatch(/gzip/)
  }
})

test('a gzip bomb is refused at once, with flat memory', async () => {
  const header = Buffer.from('a,b\n')
  const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(64 << 20, '1,2\n')]))
  const before = process.memoryUsage().rss
  const start = cpuMs()
  const refusal = await refusalOf(async () =>
    readAll(await openTable(cutSource(bomb), { limits: { ...limits, unpackedBytes: 1e9 } })),
  )
  expect(refusal.code).toBe('too_large')
  expect(cpuMs() - start).toBeLessThan(1000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
})

test('more unpacked bytes than the limit are refused, though the ratio is fair', async () => {
  const refusal = await refusalOf(async () =>
    readAll(await openTable(cutSource(packed), { limits: { ...limits, unpackedBytes: 50_000 } })),
  )
  expect(refusal.code).toBe('too_large')
  expect(refusal.message).toContain('50000')
})

test('more bytes than the limit are refused while they stream, whatever the source says its size is', async () => {
  const source = { ...cutSource(Buffer.from(csv), [1000]), size: 10 }
  const refusal = await refusalOf(async () =>
    readAll(await openTable(source, { limits: { ...limits, bytes: 20_000 } })),
  )
  expect(refusal.code).toBe('too_large')
})

test('a gzip file that holds no text is refused for what it holds', async () => {
  for (const inner of [gzipSync('x'), Buffer.from('PAR1\x15\0...PAR1'), Buffer.from('89504e470d0a1a0a', 'hex')]) {
    const refusal = await refusalOf(() => openTable(cutSource(gzipSync(inner)), { limits }))
    expect(refusal.code).toBe('unsupported_media')
  }
})
