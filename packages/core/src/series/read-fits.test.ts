import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VouchError } from '../error.ts'
import { headerNumber, headerText, isFits, readFits } from './read-fits.ts'
import { readFitsLightCurve } from './read-fits-light-curve.ts'
import { card, writeFits } from './write-fits.fixture.ts'

const PRIMARY = [card('OBJECT', "'KIC 11''90'"), card('QUARTER', '2'), card('TEFF', '5.97D3'), card('LOGG', '')]
const time = [4, 1, Number.NaN, 2, 3, 5]
const TABLE = [
  { name: 'TIME', form: 'D', unit: 'BJD - 2454833', values: time },
  { name: 'SAP_FLUX', form: 'E', unit: 'e-/s', values: [90, 100, 110, 120, 130, 140] },
  { name: 'PDCSAP_FLUX', form: 'E', values: [200, 100, 100, Number.NaN, 300, 100] },
  { name: 'SAP_QUALITY', form: 'J', values: [0, 0, 0, 0, 0, 128 + 32] },
  { name: 'COUNT', form: 'I', values: [7, -1, 3, 4, 5, 6], cards: ['TNULL#  = -1', 'TSCAL#  = 0.5', 'TZERO#  = 100'] },
  { name: 'CADENCE', form: 'K', values: [1, 2, 3, 4, 5, 2 ** 40] },
  { name: 'FLAG', form: 'B', values: [255, 0, 1, 2, 3, 4] },
] as const
const FILE = writeFits(PRIMARY, TABLE)

describe('a FITS file', () => {
  it('gives its headers and the columns of its table, scaled, with NaN where there is no value', () => {
    const [primary, table] = readFits(FILE)
    expect(isFits(FILE)).toBe(true)
    expect([headerText(primary!.header, 'OBJECT'), headerNumber(primary!.header, 'TEFF')]).toEqual(["KIC 11'90", 5970])
    expect(headerNumber(primary!.header, 'LOGG')).toBeNull()
    const column = (wanted: string) => [...(table?.columns.find(({ name }) => name === wanted)?.numbers ?? [])]
    expect(column('TIME')).toEqual(time)
    expect(column('COUNT')).toEqual([103.5, Number.NaN, 101.5, 102, 102.5, 103])
    expect(column('CADENCE').at(-1)).toBe(2 ** 40)
    expect(column('FLAG')[0]).toBe(255)
    expect(table?.columns[0]?.unit).toBe('BJD - 2454833')
  })

  it('is refused in words wherever it is cut off, and whatever byte is another', () => {
    // after 2880 bytes it is a file that has a first unit only
    for (const length of [0, 10, 2879, 2881, 4000, 5760, FILE.length - 2880])
      expect(() => readFits(FILE.slice(0, length)), String(length)).toThrow(VouchError)
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bytes = FILE.slice()
        bytes[at] = byte
        try {
          readFits(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(VouchError)
        }
      }),
      { seed: 20260104, numRuns: 500 },
    )
  })

  it('is no light curve without one', () => {
    const plain = writeFits([], [{ name: 'FLUX', form: 'D', values: [1, 2] }])
    expect(() => readFitsLightCurve([{ name: 'a.fits', bytes: plain }])).toThrow(/a.fits holds no light curve/)
  })
})

describe('light-curve files', () => {
  it('keep good cadences in the order of time, say what they left out, and put quarters one after the other', () => {
    const later = writeFits(
      [card('OBJECT', "'KIC 11''90'"), card('QUARTER', '3')],
      TABLE.map((column) => (column.name === 'TIME' ? { ...column, values: time.map((t) => t + 100) } : column)),
    )
    const read = readFitsLightCurve([
      { name: 'q3.fits', bytes: later },
      { name: 'q2.fits', bytes: FILE },
    ])
    expect([...read.curve.timeDays]).toEqual([1, 3, 4, 101, 103, 104])
    expect([...read.curve.flux]).toEqual([0.5, 1.5, 1, 0.5, 1.5, 1])
    expect([...read.curve.piece]).toEqual([0, 0, 0, 1, 1, 1])
    expect(read.dropped).toEqual([
      { reason: 'quality', n: 2 },
      { reason: 'no_time', n: 2 },
      { reason: 'no_flux', n: 2 },
    ])
    expect(read.source).toMatchObject({
      pieces: [2, 3],
      timeZero: 2454833,
      fluxOf: 'PDCSAP',
      star: { teffKelvin: 5970 },
    })
    expect(readFitsLightCurve([{ name: 'q2.fits', bytes: FILE }], 'sap').curve.flux.length).toBe(4)
  })

  it('of two stars, or of one quarter twice, are refused by name', () => {
    const other = writeFits([card('OBJECT', "'KIC 12'")], TABLE)
    const both = (bytes: Uint8Array) =>
      readFitsLightCurve([
        { name: 'a.fits', bytes: FILE },
        { name: 'b.fits', bytes },
      ])
    expect(() => both(other)).toThrow(/b\.fits is of KIC 12, and a\.fits of KIC 11'90/)
    expect(() => both(FILE)).toThrow(/b\.fits overlaps a\.fits in time/)
  })
})

// Debian’s, which has Debian’s packages
const PYTHON = '/usr/bin/python3'
const hasAstropy = spawnSync(PYTHON, ['-c', 'import astropy.io.fits']).status === 0

describe(hasAstropy ? 'astropy' : 'astropy (skipped: python3-astropy is not installed)', () => {
  it.skipIf(!hasAstropy)('reads the same file the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vouch-fits-'))
    const path = join(folder, 'curve.fits')
    writeFileSync(path, FILE)
    const script = `
import json, sys
from astropy.io import fits
with fits.open(sys.argv[1]) as f:
    print(json.dumps({c.name: [None if v != v else float(v) for v in f[1].data[c.name]] for c in f[1].columns}))
`
    const theirs = JSON.parse(execFileSync(PYTHON, ['-c', script, path], { encoding: 'utf8' }))
    rmSync(folder, { recursive: true })
    for (const { name, numbers } of readFits(FILE)[1]?.columns ?? []) {
      const ours = [...(numbers ?? [])].map((value) => (Number.isNaN(value) ? null : value))
      // astropy leaves TNULL of a scaled column as the number that it scales to
      expect(name === 'COUNT' ? ours.filter((v) => v !== null) : ours, name).toEqual(
        name === 'COUNT' ? theirs[name].filter((v: number) => v !== 99.5) : theirs[name],
      )
    }
  })
})
