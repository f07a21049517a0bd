import { CodingSession } from '@vouch/contracts/domains/coding'
import { hash } from 'node:crypto'
import { existsSync, openAsBlob } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../table/table.ts'
import { collect } from './fixtures/collect.ts'
import { openStudy, studyFile } from './fixtures/study-file.ts'
import { readCoderec } from './read-coderec.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const real = studyFile('coderec_events.csv')

const read = async (source: ByteSource) => collect(readCoderec(await openStudy(source), sha256))

type Cells = readonly [second: number, state: string, measured: Record<string, unknown>, edits?: string]

/** A developer's events in one sitting. */
function eventsOf(events: readonly Cells[], user = '7'): Blob {
  const rows = events.map(([second, state, measured, edits = '[0, 0, 0, 0, 0]'], seq) =>
    [
      user,
      `2026-03-01T09:30:${String(second).padStart(2, '0')}.5Z`,
      state,
      `"${JSON.stringify(measured).replaceAll('"', '""')}"`,
      `"${edits}"`,
      '3',
      seq,
    ].join(','),
  )
  return new Blob([['UserId,TimeGenerated,StateName,Measurements,EditPercentage,session,seq', ...rows, ''].join('\n')])
}

describe('CodeRec’s events', () => {
  const first = { numLines: 1, numTokens: 9, confidence: 0.5, timeSinceIssuedMs: 366 }
  const second = { numLines: 3, numTokens: 30, confidence: 0.6, timeSinceIssuedMs: 4003 }

  it('are one session a suggestion, from when it was shown to when it was decided', async () => {
    const stayed = '[0.0, 0.1, 0.1, 0.2, 0.25]'
    const entries = await read(
      eventsOf([
        [1, 'Shown', first],
        [2, 'Replay', first],
        [3, 'Browsing', second],
        [4, 'Accepted', second, stayed],
        [5, 'Shown', first],
        [6, 'Rejected', first],
      ]),
    )
    expect(entries.map(({ value }) => CodingSession.parse(value))).toEqual([
      expect.objectContaining({
        session_id: '7:3',
        developer_id: '7',
        timestamp: '2026-03-01T09:30:01.500Z',
        model: null,
        tokens_in: null,
        tokens_out: 30,
        latency_ms: 366,
        accepted_flag: true,
        accepted_lines: 3,
        diff_ratio: 0.75,
        confidence: 0.6,
        source: 'coderec',
      }),
      expect.objectContaining({ accepted_flag: false, accepted_lines: null, diff_ratio: null, tokens_out: 9 }),
    ])
  })

  it('that were never decided have no verdict', async () => {
    const entries = await read(
      eventsOf([
        [1, 'Shown', first],
        [2, 'Shown', first],
        [3, 'Replay', first],
      ]),
    )
    expect(entries.map(({ value }) => value?.accepted_flag)).toEqual([null, null])
    expect(new Set(entries.map(({ value }) => value?.id)).size).toBe(2)
  })

  it('that cannot be read are dead letters by their row', async () => {
    const entries = await read(
      eventsOf([
        [1, 'Shown', first],
        [2, 'Pondered', first],
        [3, 'Rejected', { ...first, numTokens: -1 }],
        [99, 'Shown', first],
      ]),
    )
    expect(entries.map(({ dead }) => [dead?.line, dead?.reason.split(' is ')[0]])).toEqual([
      [2, 'StateName'],
      [1, 'numTokens'],
      [4, 'TimeGenerated'],
    ])
  })

  it('without a column that is needed say which', async () => {
    const table = new Blob(['UserId,StateName\n1,Shown\n'])
    await expect(read(table)).rejects.toThrow('no column TimeGenerated, Measurements')
  })

  it.skipIf(!existsSync(real))(
    'of the study are 1,151 suggestions, of which 386 were accepted and 710 rejected',
    async () => {
      const entries = await read(await openAsBlob(real))
      const verdicts = entries.map(({ value }) => value?.accepted_flag)
      const count = (verdict: unknown) => verdicts.filter((one) => one === verdict).length
      expect([count(true), count(false), count(null), count(undefined)]).toEqual([386, 710, 55, 0])
      expect(new Set(entries.map(({ value }) => value?.id)).size).toBe(entries.length)
      expect((await read(await openAsBlob(real))).map(({ value }) => value?.id)).toEqual(
        entries.map(({ value }) => value?.id),
      )
    },
  )
})
