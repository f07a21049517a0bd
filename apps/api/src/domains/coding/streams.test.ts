import { CodingSession, StreamTicket } from '@vouch/contracts/domains/coding'
import { Metrics } from '@vouch/contracts/domains/coding-metrics'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { accountClient, type TestAccount } from '../../testing/accounts.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

let line = 0
/** A new session of somebody’s, as a proxy writes it. */
function aLine(developer: string): string {
  line++
  return JSON.stringify({
    timestamp: new Date(Date.UTC(2026, 0, 1) + line * 1000).toISOString(),
    model: 'gpt-4o',
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    metadata: { developer_id: developer, session_id: `s${line}` },
  })
}

describe('coding sessions as they come', () => {
  let server: TestServer
  let expert: TestAccount
  let member: TestAccount
  const open: WebSocket[] = []
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: 'off' } })
    const client = accountClient(server)
    expert = await client.withRole('expert', 'coding')
    member = await client.member()
    const whose = { developer_id: 'mine', email: member.email }
    expect((await client.as(expert.tokens)('POST', '/api/coding/developers', whose)).status).toBe(204)
  }, 120_000)
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate()
  })
  afterAll(() => server.end())

  const bearer = ({ tokens }: TestAccount) => ({ authorization: `Bearer ${tokens.access_token}` })
  const send = async (...developers: string[]) => {
    const form = new FormData()
    form.set('file', new File([developers.map(aLine).join('\n')], 'x.jsonl'))
    const answer = await fetch(`${server.url}/api/coding/ingest`, {
      method: 'POST',
      headers: bearer(expert),
      body: form,
    })
    expect(answer.status).toBe(201)
  }
  const socketUrl = (path: string) => server.url.replace('http', 'ws') + path
  const connect = (path: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(socketUrl(path), { headers })
    open.push(socket)
    const messages: unknown[] = []
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())))
    return { socket, messages, opened: once(socket, 'open') }
  }
  /** With which status a socket is refused. */
  const refusal = async (path: string, headers: Record<string, string> = {}) => {
    const { socket, opened } = connect(path, headers)
    opened.catch(() => undefined)
    const answered = once(socket, 'unexpected-response')
    socket.on('error', () => undefined)
    const [, response] = await answered
    return response.statusCode as number
  }
  const ticketOf = async (account: TestAccount) => {
    const answer = await fetch(`${server.url}/api/stream-tickets`, { method: 'POST', headers: bearer(account) })
    return StreamTicket.parse(await answer.json()).ticket
  }
  const developersOf = (messages: readonly unknown[]) =>
    messages.map((message) => CodingSession.parse(message).developer_id)

  it('reach each socket with what its owner may see, and nothing that was there before', async () => {
    await send('before')
    const [all, own] = [connect('/ws/sessions', bearer(expert)), connect('/ws/sessions', bearer(member))]
    await Promise.all([all.opened, own.opened])
    await expect.poll(() => server.services.codingFeed.readers()).toBe(2)
    await send('mine', 'other', 'mine')
    await expect.poll(() => developersOf(all.messages)).toEqual(['mine', 'other', 'mine'])
    await expect.poll(() => developersOf(own.messages)).toEqual(['mine', 'mine'])
  })

  it('go on for who comes back exactly after the last one that he had, between files and in the midst of one', async () => {
    const first = connect('/ws/sessions', bearer(expert))
    await first.opened
    await expect.poll(() => server.services.codingFeed.readers()).toBe(1)
    await send('a')
    await expect.poll(() => first.messages.length).toBe(1)
    const { id } = CodingSession.parse(first.messages[0])
    first.socket.close()
    await send('b', 'c')
    const again = connect(`/ws/sessions?last_event_id=${id}`, bearer(expert))
    await again.opened
    await expect.poll(() => developersOf(again.messages)).toEqual(['b', 'c'])
    const midst = CodingSession.parse(again.messages[0]).id
    const third = connect(`/ws/sessions?last_event_id=${midst}`, bearer(expert))
    await third.opened
    await send('d')
    await expect.poll(() => developersOf(third.messages)).toEqual(['c', 'd'])
    await expect.poll(() => developersOf(again.messages)).toEqual(['b', 'c', 'd'])
  })

  it('come as server-sent events from the same source, each with its id', async () => {
    const events = fetch(`${server.url}/api/sessions/events`, { headers: bearer(member) })
    await expect.poll(() => server.services.codingFeed.readers()).toBeGreaterThan(0)
    await send('other', 'mine')
    const response = await events
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let said = ''
    while (!said.includes('data: ')) said += (await reader?.read())?.value ?? ''
    const [, id, data = ''] = /id: (\S+)\ndata: (.*)/.exec(said) ?? []
    expect(CodingSession.parse(JSON.parse(data))).toMatchObject({ id, developer_id: 'mine' })
    await reader?.cancel()
  })

  it('are opened with a ticket, which is for one time and one log-in', async () => {
    const ticket = await ticketOf(member)
    const { opened, messages } = connect(`/ws/sessions?ticket=${ticket}`)
    await opened
    await expect.poll(() => server.services.codingFeed.readers()).toBe(1)
    await send('mine')
    await expect.poll(() => messages.length).toBe(1)
    expect(await refusal(`/ws/sessions?ticket=${ticket}`)).toBe(401)
    expect(await refusal('/ws/sessions?ticket=made-up')).toBe(401)
    expect((await fetch(`${server.url}/api/stream-tickets`, { method: 'POST' })).status).toBe(401)
  })

  it('are for nobody who is not known, and a socket is at no other path', async () => {
    expect(await refusal('/ws/sessions')).toBe(401)
    expect(await refusal('/ws/sessions', { authorization: 'Bearer made.up.token' })).toBe(401)
    expect(await refusal('/ws/other', bearer(expert))).toBe(404)
    expect(await refusal('/ws/metrics?since=0')).toBe(422)
  })

  it('end when their owner may not see them any more', async () => {
    const other = await accountClient(server).withRole('expert', 'coding')
    const { socket, opened } = connect('/ws/sessions', bearer(other))
    await opened
    await server.services.streams.recheck()
    expect(socket.readyState).toBe(WebSocket.OPEN)
    const { id } = other
    const admin = await accountClient(server).withRole('admin')
    const grant = { role: 'expert', domain: 'coding', give: false }
    await accountClient(server).as(admin.tokens)('POST', `/api/accounts/${id}/grants`, grant)
    await server.services.streams.recheck()
    if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close')
  })

  it('have their figures sent at once, and again, to anybody', async () => {
    const { opened, messages } = connect('/ws/metrics?since=30')
    await opened
    await expect.poll(() => messages.length, { timeout: 15_000 }).toBeGreaterThan(1)
    expect(Metrics.parse(messages[0]).acceptance_rate).toMatchObject({ value: null })
  })

  it('leave no reader behind once all have gone', async () => {
    await expect.poll(() => server.services.codingFeed.readers()).toBe(0)
  })
})
