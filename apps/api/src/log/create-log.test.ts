import { VouchError } from '@vouch/core/error'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KOIS, postJson, postTable, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { createLog, plainError } from './create-log.ts'

const Line = z.looseObject({ level: z.number(), msg: z.string(), route: z.string().optional() })

function capture() {
  let text = ''
  return { stream: { write: (piece: string) => void (text += piece) }, text: () => text }
}

function parse(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Line.parse(JSON.parse(line)))
}

describe('the log of a server', () => {
  const log = capture()
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ environment: { LOG_LEVEL: 'trace' }, logTo: log.stream })
  })
  afterAll(() => server.end())

  it('has one line a request: its id, route, status and time', async () => {
    await fetch(`${server.url}/api/models/koi`, { headers: { 'x-request-id': 'mine' } })
    await expect.poll(() => parse(log.text()).filter(({ request_id }) => request_id === 'mine')).toHaveLength(1)
    const [line] = parse(log.text()).filter(({ request_id }) => request_id === 'mine')
    expect(line).toMatchObject({ method: 'GET', route: '/api/models/{id}', status: 200, account: null, msg: 'request' })
    expect(line?.['ms']).toBeGreaterThan(0)
  })

  it('has no password, token, cell, name of a file, or anything from a path or query', async () => {
    const marks = Array.from({ length: 9 }, (_, i) => `marked${i}secret`)
    const [password, token, cell, file, query, path, column, field, key] = marks
    const bearer = { authorization: `Bearer ${token}` }
    const row = { ...KOIS[0], kepoi_name: String(cell), [String(column)]: 1 }
    await postJson(server.url, { email: 'a@example.com', password }, '/api/auth/login')
    await postJson(server.url, { rows: [row] })
    await postJson(server.url, `{"rows": [{"koi_period": ${String(cell)}`)
    await postTable(server.url, toCsv([row]), {}, `${file}.csv`)
    await fetch(`${server.url}/api/predict`, { method: 'POST', body: tableForm('PK\u0003\u0004', {}, `${file}.xlsx`) })
    await fetch(`${server.url}/api/models?cursor=${query}&password=${password}`, { headers: bearer })
    await fetch(`${server.url}/api/models/${path}`, { headers: { ...bearer, 'x-api-key': `vk_${key}` } })
    await fetch(`${server.url}/${path}/${path}`)
    await fetch(`${server.url}/trpc/${path}?input=%7B%22${query}%22%3A1%7D`)
    await postJson(server.url, { [String(field)]: cell }, '/trpc/exoplanet.predict')
    await fetch(`${server.url}/api/predict`, {
      method: 'POST',
      headers: { 'content-type': `text/${field}` },
      body: String(cell),
    })
    await expect.poll(() => parse(log.text()).filter(({ msg }) => msg === 'request').length).toBeGreaterThanOrEqual(11)
    for (const mark of marks) expect(log.text()).not.toContain(mark)
  })

  it('cannot be given a line that it did not write', async () => {
    const forged = '%0a%7B%22level%22%3A30%2C%22msg%22%3A%22forged%22%7D'
    await fetch(`${server.url}/api/models/${forged}?a=${forged}`)
    await fetch(`${server.url}/trpc/${forged}`)
    await fetch(`${server.url}/api/models`, {
      headers: { 'user-agent': 'x\\n{"msg":"forged"}', 'x-request-id': '{"a' },
    })
    expect(parse(log.text()).filter(({ msg }) => msg === 'forged')).toEqual([])
  })
})

describe('an error in the log', () => {
  it('keeps where it happened and nothing that was quoted', () => {
    const cause = Object.assign(new Error('duplicate key value violates "account_email"'), { code: '23505' })
    const error = new Error('Failed query: insert into account values ($1)\nparams: someone@example.com', { cause })
    const plain = plainError(error)
    expect(plain).toMatchObject({ message: 'Failed query', cause: { code: '23505' } })
    expect(plain.at?.[0]).toMatch(/^at /)
    expect(JSON.stringify(plain)).not.toMatch(/someone|account_email/)
    const refused = new VouchError('invalid', 'The column “patient” holds ‘x’ and "Jane Doe".')
    expect(JSON.stringify(plainError(refused))).not.toMatch(/patient|Jane/)
    expect(plainError(new SyntaxError('Unexpected token \'J\', "Jane said "hi" is not valid'))).toMatchObject({
      message: expect.not.stringMatching(/Jane|hi/),
    })
  })

  it('is one line whatever it says', () => {
    const { stream, text } = capture()
    createLog({ LOG_LEVEL: 'info' }, stream).error({ err: new Error('a\n{"msg":"forged"}\r\n') }, 'x\ny')
    expect(text().trim().split('\n')).toHaveLength(1)
  })
})
