import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { refreshCookie } from './refresh-cookie.ts'

function exchange(
  headers: Record<string, string>,
  settings: { TRUST_PROXY?: string; CORS_ALLOW_CREDENTIALS?: boolean },
) {
  const req = new IncomingMessage(new Socket())
  Object.assign(req.headers, headers)
  Object.defineProperty(req.socket, 'remoteAddress', { value: '10.1.1.1' })
  const res = new ServerResponse(req)
  const rules = {
    CORS_ORIGINS: ['http://localhost:5173'],
    CORS_ALLOW_CREDENTIALS: false,
    TRUST_PROXY: '0',
    ...settings,
  }
  return { res, cookie: refreshCookie(req, res, rules) }
}

describe('refreshCookie', () => {
  it('goes over TLS alone where the client speaks it, as a proxy that is trusted says', () => {
    const said = { 'x-forwarded-proto': 'https' }
    const written = (TRUST_PROXY: string) => {
      const { res, cookie } = exchange(said, { TRUST_PROXY })
      cookie.write('abc', 60)
      return String(res.getHeader('set-cookie'))
    }
    expect(written('1')).toBe('vouch_refresh=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure')
    expect(written('10.0.0.0/8')).toMatch(/; Secure$/)
    expect(written('0')).not.toContain('Secure')
    expect(written('192.168.0.1')).not.toContain('Secure')
  })

  it('is found among others, and by its whole name', () => {
    const read = (cookie: string) => exchange({ cookie, host: 'vouch.example' }, {}).cookie.read()
    expect(read('a=1; vouch_refresh=abc; b=2')).toBe('abc')
    expect(read('xvouch_refresh=abc')).toBeNull()
    expect(read('vouch_refresh=')).toBeNull()
    expect(read('')).toBeNull()
  })

  it('serves pages of its own host, and others only where the settings let them send cookies', () => {
    const read = (origin: string, CORS_ALLOW_CREDENTIALS = false) =>
      exchange(
        { cookie: 'vouch_refresh=abc', host: 'localhost:8000', origin },
        { CORS_ALLOW_CREDENTIALS },
      ).cookie.read()
    expect(read('http://localhost:8000')).toBe('abc')
    expect(read('http://localhost:5173')).toBeNull()
    expect(read('http://localhost:5173', true)).toBe('abc')
    expect(read('http://localhost:3000', true)).toBeNull()
    expect(read('null', true)).toBeNull()
  })
})
