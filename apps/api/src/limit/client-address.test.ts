import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addressKey, createFindAddress, createIsHttps } from './client-address.ts'

function from(remoteAddress: string, headers: Record<string, string> = {}) {
  return { socket: Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }), headers }
}

describe('the address of a client', () => {
  it.each([
    ['0', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['1', '127.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['1', '127.0.0.1', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
    ['2', '127.0.0.1', '6.6.6.6, 1.1.1.1, 10.0.0.1', '1.1.1.1'],
    ['loopback', '127.0.0.1', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
    ['loopback', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['10.0.0.0/8, loopback', '::1', '6.6.6.6, 1.1.1.1, 10.2.3.4', '1.1.1.1'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['loopback', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['2001:db8::/32', '2001:db8::7', '2001:db9::1', '2001:db9::1'],
  ])('with TRUST_PROXY=%s, from %s saying “%s”, is %s', (trust, peer, said, expected) => {
    expect(createFindAddress(trust)(from(peer, { 'x-forwarded-for': said }))).toBe(expected)
  })

  it('is that of the connection when nobody says anything', () => {
    expect(createFindAddress('1')(from('::ffff:203.0.113.9'))).toBe('203.0.113.9')
  })

  it('cannot be set by a list of proxies that is none', () => {
    for (const trust of ['1.2.3', '10.0.0.0/33', 'a::b::c'])
      expect(() => createFindAddress(trust)).toThrow(/TRUST_PROXY/)
  })

  it('counts a household’s IPv6 network as one', () => {
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'))
    expect(addressKey('2001:db8:1:2::9')).not.toBe(addressKey('2001:db8:1:3::9'))
    expect(addressKey('::1')).toBe('0:0:0:0')
    expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
  })
})

describe('a connection', () => {
  it('is secure when a trusted proxy says so, and only then', () => {
    const said = { 'x-forwarded-proto': 'https' }
    expect(createIsHttps('1')(from('10.0.0.1', said))).toBe(true)
    expect(createIsHttps('loopback')(from('10.0.0.1', said))).toBe(false)
    expect(createIsHttps('0')(from('127.0.0.1', said))).toBe(false)
    expect(createIsHttps('1')(from('10.0.0.1'))).toBe(false)
  })
})
