import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNumber } from './parse-number.ts'

const LONG = process.env['VOUCH_LONG'] === '1'
const RUNS = LONG ? 400_000 : 20_000
const TIMEOUT_MS = LONG ? 600_000 : 30_000
const SMALLEST = 2 ** -126

function parse(text: string): number {
  const bytes = Buffer.from(`,${text},`)
  return parseNumber(bytes, 1, bytes.length - 1)
}

/** What the text means by JavaScript's own rules, under ours for what is too small or too large. */
function meaning(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) return Number.NaN
  return Math.abs(value) < SMALLEST ? 0 : value
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 24 })
const written = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digits,
    point: fc.constantFrom('', '.'),
    fraction: digits,
    exponent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -340, max: 330 }).map((power) => `e${power}`),
      fc.constantFrom('E+7', 'e-05'),
    ),
  })
  .filter(({ whole, point, fraction }) => whole !== '' || (point === '.' && fraction !== ''))
  .map(
    ({ sign, whole, point, fraction, exponent }) => `${sign}${whole}${point}${point === '' ? '' : fraction}${exponent}`,
  )

test(
  'a decimal number is the same double, to the bit, as JavaScript reads',
  () => {
    const check = (text: string): void => {
      const expected = meaning(text)
      const got = parse(text)
      if (expected === 0) expect(got === 0, text).toBe(true)
      else expect(Object.is(got, expected), `${text}: ${got}, not ${expected}`).toBe(true)
    }
    fc.assert(fc.property(written, check), { seed: 20260101, numRuns: RUNS })
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), check), {
      seed: 7,
      numRuns: RUNS,
    })
    for (const text of [
      '9007199254740993',
      '9007199254740992',
      '1e22',
      '1e23',
      '123456789012345678',
      '1.7976931348623157e308',
      '-0',
      '.5',
      '5.',
      '1e-22',
    ])
      check(text)
  },
  TIMEOUT_MS,
)

test(
  'what is no decimal number is NaN',
  () => {
    const words = [
      '',
      ' ',
      '.',
      '-',
      '+',
      'e5',
      '1e',
      '1e+',
      '1.2.3',
      '--1',
      '1 2',
      '0x10',
      '1,5',
      '1_0',
      'NaN',
      'inf',
      'Infinity',
      '1e400',
      '１２',
      '1e999999999999999999999',
      '9'.repeat(400),
    ]
    for (const word of words) expect(parse(word), word).toBeNaN()
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const plain = text.replace(/^ +| +$/g, '')
        if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain)) expect(parse(text)).toBeNaN()
      }),
      { seed: 11, numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

test('numbers that are subnormal in float32 become 0, the smallest that is not stays', () => {
  expect(parse('1e-39')).toBe(0)
  expect(parse('-4e-320')).toBe(0)
  expect(parse(String(SMALLEST))).toBe(SMALLEST)
})

test('spaces around a number do not matter', () => {
  expect(parse('  1.5 ')).toBe(1.5)
})

test('a cell of a hundred thousand digits takes no longer than reading it', () => {
  const start = performance.now()
  expect(parse(`${'1'.repeat(100_000)}!`)).toBeNaN()
  expect(performance.now() - start).toBeLessThan(500)
})
