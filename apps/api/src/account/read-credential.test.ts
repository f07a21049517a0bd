import { describe, expect, it } from 'vitest'
import { readCredential } from './read-credential.ts'

describe('readCredential', () => {
  it('takes a token or a key from where clients put them', () => {
    expect(readCredential({})).toBeNull()
    expect(readCredential({ authorization: 'Bearer a.b.c' })).toEqual({ kind: 'token', text: 'a.b.c' })
    expect(readCredential({ authorization: 'bearer  vk_abc' })).toEqual({ kind: 'key', text: 'vk_abc' })
    expect(readCredential({ 'x-api-key': 'vk_abc' })).toEqual({ kind: 'key', text: 'vk_abc' })
  })

  it.each([
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: 'Basic dXNlcjpwYXNz' },
    { authorization: 'Bearer a b' },
    { authorization: `Bearer ${'x'.repeat(2049)}` },
    { 'x-api-key': 'a.b.c' },
    { 'x-api-key': '' },
    { authorization: 'Bearer a.b.c', 'x-api-key': 'vk_abc' },
  ])('takes nothing else for a proof, and nothing for none: %o', (headers) => {
    expect(readCredential(headers)?.kind).toBe('unknown')
  })
})
