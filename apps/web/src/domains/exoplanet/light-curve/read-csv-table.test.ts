import { readTableLightCurve } from '@vouch/core/series/read-table-light-curve'
import { describe, expect, it } from 'vitest'
import { readCsvTable } from './read-csv-table.ts'

const rows = Array.from({ length: 12 }, (_, i) => [i * 0.02, 100 + (i % 2)] as const)

describe('a light curve in a text of columns', () => {
  it.each([',', '\t', ';', ' '])('is read whatever its columns are parted by: “%s”', async (delimiter) => {
    const text = ['# a star', `time${delimiter}flux`, ...rows.map((row) => row.join(delimiter)), ''].join('\r\n')
    const { curve, dropped } = await readTableLightCurve(readCsvTable(text))
    expect([...curve.timeDays]).toEqual(rows.map(([time]) => time))
    expect(curve.flux[0]).toBeCloseTo(100 / 100.5, 12)
    expect(dropped).toEqual([])
  })

  it('counts what it leaves out, and says which column is not there', async () => {
    const text = ['time,flux,flux_err', ...rows.map(([time, flux]) => `${time},${flux},1`), '9,,1', ',5,1'].join('\n')
    const { dropped } = await readTableLightCurve(readCsvTable(text))
    expect(dropped).toEqual([
      { reason: 'no_time', n: 1 },
      { reason: 'no_flux', n: 1 },
    ])
    await expect(readTableLightCurve(readCsvTable('when,how bright\n1,2'))).rejects.toThrow(/no column of times/)
  })
})
