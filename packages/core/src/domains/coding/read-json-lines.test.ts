import fc from 'fast-check'
import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Entry } from './coding-entry.ts'
import { collect } from './fixtures/collect.ts'
import { MAX_LINE_BYTES, readJsonLines, type JsonLine } from './read-json-lines.ts'
import { readLitellm } from './read-litellm.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const record = JSON.stringify({ timestamp: '2026-03-01T09:30:00Z', usage: { input_tokens: 1, output_tokens: 2 } })

async function lines(bytes: Uint8Array | string, pieceBytes = 1 << 16): Promise<Entry<JsonLine>[]> {
  return collect(readJsonLines(cut(typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes), pieceBytes)))
}

/** Each piece in the same buffer, as a stream may give them. */
function* cut(bytes: Buffer, pieceBytes: number): Generator<Uint8Array> {
  const piece = Buffer.alloc(pieceBytes)
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield piece.subarray(0, bytes.copy(piece, 0, at, at + pieceBytes))
  }
}

describe('lines of JSON', () => {
  it('are numbered as an editor numbers them, blank ones counted and left out', async () => {
    const found = await lines('\uFEFF{"a":1}\r\n\n  \t\r\n{"a":2}\n')
    expect(found.map((entry) => [entry.value?.line, entry.value?.json])).toEqual([
      [1, { a: 1 }],
      [4, { a: 2 }],
    ])
  })

  it('are read without a line feed at the end, and one that is cut off there says so', async () => {
    expect((await lines('{"a":1}')).map((entry) => entry.value?.json)).toEqual([{ a: 1 }])
    const [, cutOff] = await lines('{"a":1}\n{"a":')
    expect(cutOff?.dead).toEqual({ line: 2, reason: 'the line is not JSON: the file ends in it', text: '{"a":' })
  })

  it('that are not JSON say why, and those that are not UTF-8 come back byte by byte', async () => {
    const [broken] = await lines('{"a": nothing}\n')
    expect(broken?.dead?.reason).toBe("the line is not JSON: unexpected token 'o'")

    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n{"a":1}\n')])
    const [bad, good] = await lines(bytes)
    expect(Buffer.from(bad?.dead?.base64 ?? '', 'base64')).toEqual(bytes.subarray(0, 10))
    expect(bad?.dead?.text).toBe('{"a":"\uFFFD\uFFFD"}')
    expect(good?.value?.json).toEqual({ a: 1 })
  })

  it('with a NUL are not JSON, and come back whole', async () => {
    const [bad] = await lines('{"a":"\0"}\n')
    expect(bad?.dead).toMatchObject({ line: 1, text: '{"a":"\0"}' })
  })

  it('that are too long to be held say where they stand, and reading goes on', async () => {
    const long = `{"a":"${'é'.repeat(MAX_LINE_BYTES / 2)}"}`
    const file = Buffer.from(`${record}\n${long}\n${record}\n`)
    for (const pieceBytes of [1001, 1 << 16, 1 << 25]) {
      const [before, bad, after] = await lines(file, pieceBytes)
      expect(before?.value?.line).toBe(1)
      expect(bad?.dead).toMatchObject({ line: 2, text: '', part: { utf8: true } })
      expect(bad?.dead?.reason).toContain(`${Buffer.byteLength(long)} bytes`)
      const { start = 0, end = 0 } = bad?.dead?.part ?? {}
      expect(file.subarray(start, end).equals(Buffer.from(long))).toBe(true)
      expect(after?.value?.line).toBe(3)
    }
  })

  it('that are too long say whether they are UTF-8, to their last byte', async () => {
    const long = Buffer.alloc(MAX_LINE_BYTES + 10, 'x')
    for (const [at, byte, utf8] of [
      [0, 0x78, true],
      [5, 0xff, false],
      [long.length - 1, 0xc3, false],
    ] as const) {
      const bytes = Buffer.from(long)
      bytes[at] = byte
      for (const pieceBytes of [1 << 16, 1 << 25])
        expect((await lines(bytes, pieceBytes))[0]?.dead?.part).toEqual({ start: 0, end: long.length, utf8 })
    }
  })

  it('nested 10,000 deep, or not closed, are no reason to stop', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    const found = await lines(`${deep}\n${'['.repeat(10_000)}\n${record}\n`)
    expect(found.map((entry) => entry.dead?.line ?? 'value')).toEqual(['value', 2, 'value'])
  })

  it('do not grow in memory with a line that never ends', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = Buffer.alloc(1 << 16, 'x')
      for (let at = 0; at < 4096; at++) yield piece
    }
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    for await (const entry of readJsonLines(endless())) {
      most = process.memoryUsage().arrayBuffers - before
      expect(entry.dead?.part?.end).toBe(4096 << 16)
    }
    expect(most).toBeLessThan(64 << 20)
  })
})

async function proxyLines(bytes: Iterable<Uint8Array>): Promise<Entry<unknown>[]> {
  const entries = await collect(readJsonLines(bytes))
  return entries.map((entry) => {
    if (entry.dead !== undefined) return entry
    const { line, text, json } = entry.value
    const { value, reason = '' } = readLitellm(json, sha256)
    return value === undefined ? { dead: { line, reason, text } } : { value }
  })
}

describe('the lines of a proxy', () => {
  const anyLine = fc.oneof(
    fc.constant(record),
    fc.constantFrom('', '  ', '{}', '[]', 'null', '{"timestamp":1}', 'not json', '{"usage":{}}', '\uFEFF', '\0'),
    fc.json(),
    fc.string({ unit: 'grapheme' }),
  )
  const anyBytes = fc.oneof(
    anyLine.map((line) => Buffer.from(line)),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  )

  it('are all there: kept and dead ones are the lines that are not blank', async () => {
    const text = fc.tuple(fc.array(anyBytes, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 50 }), async ([parts, ending, ended], pieceBytes) => {
        const joined = parts.flatMap((part, at) => [part, Buffer.from(at < parts.length - 1 || ended ? ending : '')])
        const bytes = Buffer.concat(joined)
        const whole = bytes
          .toString('latin1')
          .replace(/^\xef\xbb\xbf/, '')
          .split('\n')
        const isBlank = (line: string) => Buffer.from(line, 'latin1').toString('utf8').trim() === ''
        const places = whole.flatMap((line, at) => (isBlank(line) ? [] : [at + 1]))
        const found = await proxyLines(cut(bytes, pieceBytes))
        expect(found.length).toBe(places.length)
        for (const [at, entry] of found.entries()) {
          if (entry.dead === undefined) continue
          expect(entry.dead.line).toBe(places[at])
          expect(entry.dead.reason).not.toBe('')
          const line = whole[entry.dead.line - 1]?.replace(/\r$/, '')
          const { text, base64 } = entry.dead
          expect((base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')).toString('latin1')).toBe(
            line,
          )
        }
      }),
    )
  })

  it('that are no record say why, with the line itself', async () => {
    const found = await proxyLines([Buffer.from(`${record}\n{"usage":{}}\n{"timestamp":1772357400}\n[1]\n`)])
    expect(found.map((entry) => entry.dead)).toEqual([
      undefined,
      { line: 2, reason: 'there is no timestamp', text: '{"usage":{}}' },
      { line: 3, reason: 'there is no usage', text: '{"timestamp":1772357400}' },
      { line: 4, reason: 'it is a list, not an object', text: '[1]' },
    ])
  })
})
