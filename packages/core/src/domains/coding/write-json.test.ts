import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entryTexts } from './entry-texts.ts'
import { writeJson } from './write-json.ts'

/** A list in a list in a list, as JSON reads it. */
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

it('writes what is nested 100,000 deep, where the engine gives up', () => {
  expect(writeJson(nested(100_000))).toBe(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  const deep = { name: [1, 'a"b', null, { __proto__: 1, list: nested(20_000) }], next: true }
  expect(writeJson(deep)).toBe(
    `{"name":[1,"a\\"b",null,{"list":${'['.repeat(20_000)}${']'.repeat(20_000)}}],"next":true}`,
  )
})

it('loses neither bytes nor infinities of a database’s cell', () => {
  expect(writeJson({ blob: new Uint8Array([0, 255]), cost: Infinity })).toBe(
    '{"blob":{"base64":"AP8="},"cost":"Infinity"}',
  )
})

it('the entries of a list come back as they are written', () => {
  expect(entryTexts(' [ {"a": 12345678901234567890, "a": "]," } , [1,[2]], "x\\",", null ] ')).toEqual([
    '{"a": 12345678901234567890, "a": "]," }',
    '[1,[2]]',
    '"x\\","',
    'null',
  ])
  expect(entryTexts('[]')).toEqual([])
  expect(entryTexts('{"a": [1, 2]}\n')).toEqual(['{"a": [1, 2]}'])
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (list, indent) => {
      const texts = entryTexts(JSON.stringify(list, null, indent))
      expect(texts.map((text): unknown => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)))
    }),
  )
})
