import { describe, expect, it } from 'vitest'
import { DOCUMENT } from './document-limits.ts'
import { readJson } from './read-json.ts'

const read = (text: string) => readJson(Buffer.from(text))

describe('reading JSON of a stranger', () => {
  it('gives what JSON.parse gives', () => {
    const text = '{"a":[1,-2.5E-1,"[{\\"",null,true],"b":{"c":""}}'
    expect(read(text)).toEqual(JSON.parse(text))
  })

  it('reads the NaN and Infinity that XGBoost writes as null, but not within a text', () => {
    expect(read('{"a":[NaN,-Infinity,1],"b":"x,NaN\\",Infinity"}')).toEqual({
      a: [null, null, 1],
      b: 'x,NaN",Infinity',
    })
  })

  it('refuses what nests too deep, before it is parsed', () => {
    const deep = (n: number) => '['.repeat(n) + ']'.repeat(n)
    expect(read(deep(DOCUMENT.depth))).toBeDefined()
    expect(() => read(deep(DOCUMENT.depth + 1))).toThrow('nests deeper')
    expect(() => read('['.repeat(5_000_000))).toThrow('nests deeper')
    expect(read(JSON.stringify('['.repeat(1000)))).toBe('['.repeat(1000))
  })

  it('refuses more lists than an honest model has', () => {
    expect(() => read(`[${'[],'.repeat(DOCUMENT.containers)}[]]`)).toThrow('lists and objects')
  })

  it.each(['', '{', '{"a":1', '{"a":nan}', '[1,]', '{"a":"'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow('not whole JSON')
  })

  it('refuses what is not UTF-8', () => {
    expect(() => readJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('UTF-8')
  })
})
