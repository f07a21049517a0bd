import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { refusalOf } from './fixtures/read-all.ts'
import { openTable } from './open-table.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { packStored } from './pack-stored.ts'
import type { TableLimits } from './table.ts'
import { ZipArchive } from './zip-archive.ts'

const limits: TableLimits = { bytes: 5e6, unpackedBytes: 3e6, rows: 1e5, columns: 300, cellBytes: 4096 }
const text = Buffer.from('some text that is stored')
const archive = packStored([
  { name: 'a.txt', bytes: text },
  { name: 'b.txt', bytes: Buffer.from('b') },
])
/** Where the directory's first entry begins. */
const entry = archive.indexOf('PK\x01\x02', 0, 'latin1')

/** An archive with one packed entry that says it unpacks to `bytes`. */
function packed(data: Buffer, bytes: number): Buffer {
  const deflated = deflateRawSync(data)
  const zip = packStored([{ name: 'a.txt', bytes: deflated }])
  const directory = zip.indexOf('PK\x01\x02', 0, 'latin1')
  zip.writeUInt16LE(8, directory + 10)
  zip.writeUInt32LE(crc32(data), directory + 16)
  zip.writeUInt32LE(bytes, directory + 24)
  return zip
}

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(archive)
  change(bytes)
  return bytes
}

test('entries come back as they went in, packed or not', async () => {
  const zip = new ZipArchive(archive, limits)
  expect(zip.names).toEqual(['a.txt', 'b.txt'])
  expect(await zip.unpack('a.txt')).toEqual(text)
  expect(await new ZipArchive(packed(text, text.length), limits).unpack('a.txt')).toEqual(text)
})

test('an entry that is not what the directory says is refused', async () => {
  const lies = [
    packed(Buffer.alloc(100_000), 10),
    packed(text, text.length + 1),
    changed((bytes) => bytes.writeUInt8(bytes[40]! ^ 1, 40)),
  ]
  for (const bytes of lies)
    expect((await refusalOf(() => new ZipArchive(bytes, limits).unpack('a.txt'))).code).toBe('invalid')
})

test('bombs are refused from the directory alone', async () => {
  const codes = await Promise.all(
    [
      packed(Buffer.alloc(2_900_000), 2_900_000),
      packed(text, 3_000_001),
      packStored(Array.from({ length: 1001 }, (_, index) => ({ name: `${index}`, bytes: text }))),
    ].map(async (bytes) => (await refusalOf(async () => new ZipArchive(bytes, limits))).code),
  )
  expect(codes).toEqual(['too_large', 'too_large', 'too_large'])
})

test('encrypted, doubled, zip64 and cut-off archives are refused by name', async () => {
  const cases: [Buffer, RegExp][] = [
    [changed((bytes) => bytes.writeUInt16LE(1, entry + 8)), /password/],
    [
      packStored([
        { name: 'a', bytes: text },
        { name: 'a', bytes: text },
      ]),
      /twice/,
    ],
    [changed((bytes) => bytes.writeUInt32LE(0xffffffff, entry + 24)), /zip64/],
    [changed((bytes) => bytes.writeUInt16LE(0xffff, bytes.length - 12)), /zip64/],
    [changed((bytes) => bytes.writeUInt16LE(99, entry + 10)), /packed in a way/],
    [archive.subarray(0, archive.length - 1), /end record/],
    [changed((bytes) => bytes.writeUInt32LE(5, bytes.length - 6)), /directory/],
    [archive.subarray(0, 10), /end record/],
  ]
  for (const [bytes, words] of cases)
    expect((await refusalOf(async () => new ZipArchive(bytes, limits))).message).toMatch(words)
})

test('a zip archive that is no workbook is no table', async () => {
  const refusal = await refusalOf(() => openTable(cutSource(archive), { limits }))
  expect(refusal.code).toBe('unsupported_media')
  expect(refusal.message).toMatch(/zip archive/)
})
