import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { openTable } from '../../../table/open-table.ts'
import type { TableChunk, TableLimits } from '../../../table/table.ts'
import { KOI_COLUMNS } from './koi-column.ts'
import { koiTableCsv, koiTableCsvChunks } from './koi-table-csv.ts'
import { simulateKoiTable } from './simulate-koi-table.ts'

const LIMITS: TableLimits = { bytes: 1e8, unpackedBytes: 1e8, rows: 1e6, columns: 1000, cellBytes: 10_000 }

describe('koiTableCsv', () => {
  it('gives the same bytes for the same seed, at once or in chunks, and others for another', () => {
    const options = { seed: 'bytes', rows: 500 }
    const text = koiTableCsv(simulateKoiTable(options))
    expect([...koiTableCsvChunks(options)].join('')).toBe(text)
    expect(koiTableCsv(simulateKoiTable({ ...options, seed: 'bites' }))).not.toBe(text)
    const told = koiTableCsv(simulateKoiTable(options), { withTruth: true })
    expect([...koiTableCsvChunks(options, { withTruth: true })].join('')).toBe(told)
  })

  it('says in its first line that it is simulated and by which seed', () => {
    const lines = koiTableCsv(simulateKoiTable({ seed: 42, rows: 1 })).split('\n')
    expect(lines[0]).toBe('# SIMULATED by Vouch: not observations. Seed 42.')
  })

  it('looks as the archive’s export does', () => {
    const lines = koiTableCsv(simulateKoiTable({ seed: 42, rows: 1 })).split('\n')
    expect(lines).toContain('# COLUMN koi_period:     Orbital Period [days]')
    expect(lines).toContain('# COLUMN koi_period_err1: Orbital Period Upper Unc. [days]')
    expect(lines).toContain('# COLUMN koi_model_snr:  Transit Signal-to-Noise')
    const header = lines.findIndex((line) => !line.startsWith('#'))
    expect(lines[header]?.split(',').slice(0, 5)).toEqual([
      'kepid',
      'kepoi_name',
      'koi_period',
      'koi_period_err1',
      'koi_period_err2',
    ])
    expect(lines[header + 1]).toMatch(
      /^900000001,S00001\.01,\d+\.\d{9},\d\.\d{7}e[+-]\d\d,-\d\.\d{7}e[+-]\d\d,\d+\.\d{7},/,
    )
    expect(lines.at(-1)).toBe('')
  })

  it('tells the truth only when asked to', () => {
    const simulation = simulateKoiTable({ seed: 7, rows: 200 })
    expect(koiTableCsv(simulation)).not.toMatch(/CONFIRMED|FALSE POSITIVE|sim_truth|disposition/)
    const told = koiTableCsv(simulation, { withTruth: true })
      .split('\n')
      .filter((line) => line.startsWith('9'))
    const pairs = told.map((line) => line.split(',').slice(2, 4).join())
    expect(new Set(pairs)).toEqual(
      new Set([
        'CONFIRMED,planet',
        'FALSE POSITIVE,eclipsing_binary',
        'FALSE POSITIVE,background_binary',
        'FALSE POSITIVE,noise',
      ]),
    )
    expect(pairs.map((pair) => pair.split(',')[1])).toEqual(simulation.truth.map(({ signal }) => signal.truth))
  })

  it('comes back from our own reader number for number, gaps included, without a warning', async () => {
    const simulation = simulateKoiTable({ seed: 'round-trip', rows: 1000 })
    const reader = await openTable(new Blob([koiTableCsv(simulation, { withTruth: true })]), { limits: LIMITS })
    const requests = KOI_COLUMNS.map(({ name }) => ({
      index: reader.header.columns.indexOf(name),
      kind: 'number' as const,
    }))
    const chunks: TableChunk[] = []
    for await (const chunk of reader.chunks(requests)) chunks.push(chunk)
    for (const [place, { name }] of KOI_COLUMNS.entries()) {
      const read = chunks.flatMap((chunk): unknown[] => [...(chunk.columns[place] ?? [])])
      expect(read, name).toEqual(simulation.rows.map((row) => row[name] ?? Number.NaN))
    }
    expect(reader.warnings).toEqual([])
    expect(reader.header.comments[0]).toBe('SIMULATED by Vouch: not observations. Seed round-trip.')
  })

  it('streams 40,000 rows and keeps none of them', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    let [rows, early] = [0, 0]
    for (const chunk of koiTableCsvChunks({ seed: 1, rows: 40_000 })) {
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) rows += 1
      if (early > 0 || rows < 10_000) continue
      collect()
      early = process.memoryUsage().heapUsed
    }
    expect(rows).toBeGreaterThan(40_000)
    collect()
    // bytes; 30,000 rows kept would be 43 MB
    expect(process.memoryUsage().heapUsed).toBeLessThan(early + 10e6)
  })
})
