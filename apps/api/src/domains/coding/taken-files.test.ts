import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { IngestReceipt, type OtlpAnswer } from '@vouch/contracts/domains/coding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send, type TestAccount } from '../../testing/accounts.ts'
import { readProblem } from '../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

const call = { timestamp: '2026-03-01T09:30:00Z', usage: { input_tokens: 1, output_tokens: 2 } }
let made = 0
/** A call that is like no other. */
const line = (change: object = {}) => JSON.stringify({ ...call, session_id: `s${made++}`, ...change })

describe('a file of sessions', () => {
  let server: TestServer
  let expert: { readonly account: TestAccount; readonly send: Send }
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: 'off', MAX_UPLOAD_MB: '12' } })
    const client = accountClient(server)
    const account = await client.withRole('expert', 'coding')
    expert = { account, send: client.as(account.tokens) }
  }, 120_000)
  afterAll(() => server.end())

  const post = (content: string | Uint8Array, name = 'lines.jsonl') => {
    const form = new FormData()
    form.set('file', new File([typeof content === 'string' ? content : Buffer.from(content)], name))
    const headers = { authorization: `Bearer ${expert.account.tokens.access_token}` }
    return fetch(`${server.url}/api/coding/ingest`, { method: 'POST', headers, body: form })
  }
  const take = async (content: string | Uint8Array) => {
    const answer = await post(content)
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
    return IngestReceipt.parse(await answer.json())
  }
  const refusal = async (content: string | Uint8Array) => readProblem(await post(content))
  const lettersOf = async ({ ingest_id: id }: IngestReceipt) => {
    const text = await (await expert.send('GET', `/api/coding/ingests/${id}/dead-letters`)).text()
    return text.trim().split('\n').map((letter): unknown => JSON.parse(letter)) // prettier-ignore
  }

  it('has every line somewhere, the ones that are too long or no text as well', async () => {
    const long = `{"timestamp":"${'x'.repeat(9 << 20)}"}`
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
    const receipt = await take(Buffer.concat([Buffer.from(`${line()}\n${long}\n`), bytes, Buffer.from(`\n${line()}`)]))
    expect(receipt).toMatchObject({ entries: 4, sessions: { added: 2 }, dead_letters: 2 })
    const [first, second] = await lettersOf(receipt)
    expect(first).toEqual({ line: 2, reason: expect.stringContaining('bytes long'), text: long })
    expect(second).toMatchObject({ line: 3, base64: bytes.toString('base64') })
    expect((await expert.send('DELETE', `/api/coding/ingests/${receipt.ingest_id}`)).status).toBe(204)
  })

  it('as a list has its entries in the dead letters as they were written, however long and deep', async () => {
    const entries = [
      line(),
      `{"timestamp": "2026-03-01T09:30:00Z", "n": 12345678901234567890, "text": "${'y'.repeat(20_000)}"}`,
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ]
    const receipt = await take(`[${entries.join(' ,\n ')}]`)
    expect(receipt).toMatchObject({ entries: 3, sessions: { added: 1 }, dead_letters: 2 })
    expect(await lettersOf(receipt)).toMatchObject([
      { line: 2, text: entries[1] },
      { line: 3, text: entries[2] },
    ])
  })

  it('as a table has the whole row in the dead letters, with the columns that are not read', async () => {
    const table = 'UserId,TimeGenerated,StateName,HiddenState,Measurements\n0,never,Shown,42,{}\n'
    expect(await lettersOf(await take(table))).toMatchObject([
      { line: 1, text: expect.stringContaining('"HiddenState":"42"') },
    ])
  })

  it('is read out of gzip, of several packs one after the other as well', async () => {
    const packed = Buffer.concat([gzipSync(`${line()}\n${line()}\nno\n`), gzipSync(`${line()}\n`)])
    expect(await take(packed)).toMatchObject({ kind: 'litellm', entries: 4, sessions: { added: 3 }, dead_letters: 1 })
    expect(await take(gzipSync(`[${line()}]`))).toMatchObject({ sessions: { added: 1 } })
  })

  it('of which gzip is cut off, damaged, doubled or a bomb is refused in words, and nothing of it is taken', async () => {
    const lines = Array.from({ length: 5000 }, () => line({ note: String(Math.sin(made)) })).join('\n')
    const packed = gzipSync(lines)
    const before = await expert.send('GET', '/api/coding/ingests?limit=1').then((answer) => answer.text())
    const damaged = Buffer.from(packed)
    damaged.fill(0, packed.length / 2, packed.length / 2 + 100)
    for (const bad of [packed.subarray(0, -9), packed.subarray(0, packed.length / 2), damaged])
      expect(await refusal(bad)).toMatchObject({ status: 422, detail: 'The gzip file is damaged or cut off.' })
    expect(await refusal(gzipSync(packed))).toMatchObject({ status: 415, detail: expect.stringContaining('twice') })
    const bomb = gzipSync(Buffer.alloc(60 << 20, `${line()}\n`))
    expect(await refusal(bomb)).toMatchObject({ status: 413, detail: expect.stringContaining('decompression bomb') })
    const blocks = Array.from({ length: 4200 }, () => Buffer.concat([Buffer.alloc(16_000, ' '), randomBytes(200)]))
    const large = gzipSync(Buffer.concat([Buffer.from(`${line()}\n`), ...blocks]))
    expect(await refusal(large)).toMatchObject({ status: 413, detail: expect.stringContaining('67108864 bytes') })
    expect(await expert.send('GET', '/api/coding/ingests?limit=1').then((answer) => answer.text())).toBe(before)
  }, 60_000)

  it.each([
    ['negative tokens', { usage: { input_tokens: -1 } }, 'input_tokens is -1'],
    ['a number as a text', { usage: { input_tokens: '12' } }, 'input_tokens is a text'],
    ['a moment of the year 99999', { timestamp: '99999-01-01T00:00:00Z' }, 'timestamp is "99999-01-01T00:00:00Z"'],
    ['a name with a NUL', { session_id: 'a\0b' }, 'session_id holds a character'],
    ['usage that is a list', { usage: [1] }, 'there is no usage'],
  ])('names the line and the fault: %s', async (_name, change, reason) => {
    const receipt = await take(`${line()}\n\n${line(change)}\n`)
    expect(receipt.first_dead_letters).toEqual([{ line: 3, reason: expect.stringContaining(reason) }])
  })

  it('is read whatever its lines end with and its moments are written in, and names of JavaScript’s do no harm', async () => {
    const lines = [
      line(),
      line({ timestamp: '2026-03-01 09:30:00.123456' }),
      line({ timestamp: 1_772_357_400_123 }),
      line({ timestamp: '1772357400' }),
      `{"__proto__": {"polluted": true}, "constructor": 1, "toString": null, ${line().slice(1)}`,
    ]
    const receipt = await take(`\uFEFF${lines.join('\r\n')}\r\n${lines[0]}\r\nNaN\r\n${line().replace('1,', 'NaN,')}`)
    expect(receipt).toMatchObject({ entries: 8, sessions: { added: 5, repeated: 1 }, dead_letters: 2 })
    expect(receipt.first_dead_letters.map(({ line: at }) => at)).toEqual([7, 8])
    expect('polluted' in {}).toBe(false)
    expect(await refusal('\n'.repeat(1e6))).toMatchObject({
      status: 415,
      detail: expect.stringContaining('a blank text'),
    })
    expect(await take(`${line()}\n${'\n'.repeat(1e6)}nothing`)).toMatchObject({
      entries: 2,
      first_dead_letters: [{ line: 1_000_002 }],
    })
  })

  it('that is JSON and breaks off says where', async () => {
    const broken = `[\n${line()},\n{"timestamp": nothing}\n]`
    expect(await refusal(broken)).toMatchObject({ status: 400, detail: expect.stringContaining('stamp": nothing') })
  })

  it('with another delimiter, or in UTF-16, is refused in words', async () => {
    expect(await refusal('UserId|TimeGenerated|StateName|Measurements\n0|1|Shown|{}\n')).toMatchObject({ status: 415 })
    for (const text of [Buffer.from(`\uFEFF${line()}\n`, 'utf16le'), Buffer.from(`${line()}\n`, 'utf16le')])
      expect(await refusal(text)).toMatchObject({ status: 415, detail: expect.stringContaining('UTF-16') })
  })

  it('come as spans that are packed with gzip, as a collector sends them, within the same bounds', async () => {
    const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', startTimeUnixNano: '1767225600000000000', endTimeUnixNano: '1767225601500000000', attributes: [{ key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } }] } // prettier-ignore
    const send = (body: Uint8Array, encoding = 'gzip') =>
      fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${expert.account.tokens.access_token}`,
          'content-type': 'application/json',
          'content-encoding': encoding,
        },
        body: Buffer.from(body),
      })
    const request = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span, { ...span, startTimeUnixNano: 1 }] }] }] }) // prettier-ignore
    const answer = await send(gzipSync(request))
    expect(answer.status).toBe(200)
    expect((await answer.json()) as OtlpAnswer).toMatchObject({ partialSuccess: { rejectedSpans: 1 } })
    expect(await readProblem(await send(gzipSync(request).subarray(0, -9)))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('gzip'),
    })
    expect(await readProblem(await send(gzipSync(Buffer.alloc(9 << 20, ' '))))).toMatchObject({ status: 413 })
    expect(await readProblem(await send(Buffer.from(request), 'br'))).toMatchObject({ status: 415 })
  })
})
