import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VouchError } from '../error.ts'
import { readUbjson } from './read-ubjson.ts'

const FOLDER = resolve(import.meta.dirname, 'fixtures/xgboost')
const bytesOf = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)))
/** Numbers of typed arrays as plain lists. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v) => (ArrayBuffer.isView(v) ? Array.from(v as Float32Array) : v)))

describe('reading UBJSON', () => {
  it.each([
    ['an int8', bytesOf('i', [0xff]), -1],
    ['a uint8', bytesOf('U', [0xff]), 255],
    ['an int16', bytesOf('I', [0xff, 0xfe]), -2],
    ['an int32', bytesOf('l', [0, 1, 0, 0]), 65536],
    ['an int64', bytesOf('L', [0, 0, 0, 1, 0, 0, 0, 0]), 2 ** 32],
    ['a float32', bytesOf('d', [0x3f, 0xc0, 0, 0]), 1.5],
    ['a float64', bytesOf('D', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]), 1.5],
    ['a text', bytesOf('S', 'i', [3], 'abc'), 'abc'],
    ['a character', bytesOf('Cx'), 'x'],
    ['true, false and null', bytesOf('[', 'T', 'F', 'Z', ']'), [true, false, null]],
    ['a list with a length', bytesOf('[#', 'U', [2], 'i', [1], 'S', 'U', [0]), [1, '']],
    ['a list of one type', bytesOf('[$I#', 'U', [2], [0, 1, 0, 2]), [1, 2]],
    ['an object', bytesOf('{', 'i', [1], 'a', 'N', 'i', [7], '}'), { a: 7 }],
    ['a name that objects have', bytesOf('{', 'i', [9], '__proto__', 'i', [7], '}'), JSON.parse('{"__proto__":7}')],
  ])('reads %s', (_, bytes, expected) => {
    expect(plain(readUbjson(bytes))).toEqual(expected)
  })

  it.each([
    ['nothing', bytesOf()],
    ['an unknown marker', bytesOf('?')],
    ['a text longer than the file', bytesOf('S', 'l', [0x7f, 0xff, 0xff, 0xff], 'abc')],
    ['a list of a type longer than the file', bytesOf('[$d#', 'L', [0, 0, 0, 0xff, 0, 0, 0, 0])],
    ['a list of a type without bytes', bytesOf('[$Z#', 'L', [0, 0, 0, 0xff, 0, 0, 0, 0])],
    ['a list of a type without a length', bytesOf('[$i', [1, 2])],
    ['a length below nought', bytesOf('S', 'i', [0xff], 'abc')],
    ['a length that is a fraction', bytesOf('S', 'd', [0x3f, 0xc0, 0, 0], 'abc')],
    ['lists without end', bytesOf('['.repeat(5000))],
    ['objects within objects without end', bytesOf('{i\u0001a'.repeat(5000))],
    ['more after the end', bytesOf('Z', 'Z')],
  ])('refuses %s', (_, bytes) => {
    expect(() => readUbjson(bytes)).toThrow(VouchError)
  })

  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.ubj')))('reads %s as its JSON says', (file) => {
    const json = JSON.parse(readFileSync(resolve(FOLDER, file.replace('.ubj', '.json')), 'utf8'))
    const read = plain(readUbjson(readFileSync(resolve(FOLDER, file))))
    const learner = (model: typeof json) => model.learner.gradient_booster
    const trees = (model: typeof json) => (learner(model).model ?? learner(model).gbtree.model).trees
    expect(trees(read).map((tree: Record<string, unknown>) => tree['left_children'])).toEqual(
      trees(json).map((tree: Record<string, unknown>) => tree['left_children']),
    )
    expect(read).toHaveProperty('learner.learner_model_param', json.learner.learner_model_param)
  })

  it('refuses every file that was cut, and never fails otherwise whatever byte was changed', () => {
    const whole = readFileSync(resolve(FOLDER, 'softmax.ubj'))
    for (let end = 0; end < whole.length; end += 7) expect(() => readUbjson(whole.subarray(0, end))).toThrow(VouchError)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(whole)
        damaged[at] = byte
        try {
          readUbjson(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(VouchError)
        }
      }),
      { numRuns: 400, seed: 1 },
    )
  })
})
