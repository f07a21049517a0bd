import { CodingSession } from '@vouch/contracts/domains/coding'
import { hash } from 'node:crypto'
import { existsSync, openAsBlob } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../table/table.ts'
import { collect } from './fixtures/collect.ts'
import { openStudy, studyFile } from './fixtures/study-file.ts'
import { readChat } from './read-chat.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const real = studyFile('chat_data.csv')

const startedAt = '2024-01-02T08:00:00Z'
const read = async (source: ByteSource, at = startedAt) =>
  collect(readChat(await openStudy(source), { startedAt: at, sha256 }))

const tableOf = (...rows: string[]) =>
  new Blob([['request,response,copy_events,programmer_id,timestamp,model,task_name', ...rows, ''].join('\n')])

describe('RealHumanEval’s chat', () => {
  const copied = `ask,"Try:\nprint(1)","[{'type': 'copy_button', 'copied': 'print(1)'}]",12,65.25,GPT-4o (chat),is_bored`
  const plain = `ask,no,[],12,0.0,GPT-4o (chat),is_bored`

  it('is one session a turn, from the moment that its sender gave, accepted where something was copied', async () => {
    const [first, second] = await read(tableOf(plain, copied))
    expect(CodingSession.parse(second?.value)).toMatchObject({
      session_id: '12:is_bored',
      developer_id: '12',
      timestamp: '2024-01-02T08:01:05.250Z',
      model: 'GPT-4o (chat)',
      accepted_flag: true,
      tokens_in: null,
      tokens_out: null,
      total_tokens: null,
      latency_ms: null,
      source: 'chat',
    })
    expect(first?.value?.accepted_flag).toBe(false)
  })

  it('is the same sessions when another day is given', async () => {
    const ids = async (at: string) => (await read(tableOf(plain, copied), at)).map(({ value }) => value?.id)
    expect(await ids('2025-05-05T05:05:05Z')).toEqual(await ids(startedAt))
    expect(new Set(await ids(startedAt)).size).toBe(2)
  })

  it('is not read without a moment to begin at', async () => {
    await expect(read(tableOf(plain), '2024-01-02')).rejects.toThrow('startedAt must say')
  })

  it('has a dead letter for a turn that is none', async () => {
    const entries = await read(tableOf('a,b,[],12,soon,m,t', 'a,b,[],,1,m,t', 'a,b,yes,1,1,m,t', 'a,b,[],1,-1,m,t'))
    expect(entries.map(({ dead }) => [dead?.line, dead?.reason])).toEqual([
      [1, expect.stringContaining('timestamp is "soon"')],
      [2, 'there is no programmer_id'],
      [3, 'copy_events is "yes", not a list'],
      [4, expect.stringContaining('timestamp is -1')],
    ])
  })

  it.skipIf(!existsSync(real))('of the study is 1,055 turns, of which 362 were copied from', async () => {
    const entries = await read(await openAsBlob(real))
    expect(entries.filter(({ value }) => value?.accepted_flag === true).length).toBe(362)
    expect(new Set(entries.map(({ value }) => value?.id)).size).toBe(1055)
  })
})
