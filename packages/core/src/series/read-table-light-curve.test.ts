import { expect, it } from 'vitest'
import { openTable } from '../table/open-table.ts'
import { readTableLightCurve } from './read-table-light-curve.ts'

const LIMITS = { bytes: 1e7, unpackedBytes: 1e7, rows: 1e5, columns: 100, cellBytes: 1000 }
const read = async (lines: readonly string[]) =>
  readTableLightCurve(await openTable(new Blob([lines.join('\n')]), { limits: LIMITS }))
const rows = Array.from({ length: 20 }, (_, i) => `${20 - i},${i === 3 ? '' : 200 + (i % 2)},0.5`)

it('a table is a light curve by its columns’ names, in the order of time, divided by its median', async () => {
  const { curve, source, dropped } = await read(['# from a telescope', 'Time [d],FLUX,flux_err', ...rows, ',5,1'])
  expect(curve.timeDays.length).toBe(19)
  expect(curve.timeDays.every((time, i) => i === 0 || curve.timeDays[i - 1]! < time)).toBe(true)
  expect(Math.max(...curve.flux)).toBeCloseTo(1.005, 3)
  expect(curve.fluxError[0]).toBeCloseTo(0.0025, 4)
  expect(source).toMatchObject({ fluxOf: 'FLUX', timeZero: null })
  expect(dropped).toEqual([
    { reason: 'no_time', n: 1 },
    { reason: 'no_flux', n: 1 },
  ])
})

it('without errors none are known', async () => {
  const { curve } = await read(['t,f', ...rows.map((row) => row.split(',').slice(0, 2).join(','))])
  expect(curve.fluxError.every(Number.isNaN)).toBe(true)
})

it.each([
  [['phase,flux', '1,2'], /no column of times/],
  [['time,magnitude', '1,2'], /no column of fluxes/],
  [['time,flux', '1,2'], /has 1 rows with a time and a flux/],
  [['time,flux', ...Array.from({ length: 20 }, (_, i) => `${i},-1`)], /no brightness/],
])('what is none is refused in words: %s', async (lines, words) => {
  await expect(read(lines)).rejects.toThrow(words)
})
