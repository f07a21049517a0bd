import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../env.ts'
import { isKnownSecret } from './known-secrets.ts'

describe('isKnownSecret', () => {
  it.each([
    'changemechangemechangemechangeme',
    'change-this-secret-in-production-please',
    'your-256-bit-secret-your-256-bit-secret',
    'your_super_secret_jwt_key_with_more_words',
    'a-string-secret-at-least-256-bits-long',
    'supersecretsupersecretsupersecret123',
    '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
    '00000000000000000000000000000000',
    'abcabcabcabcabcabcabcabcabcabcabcabc',
    'x7Kq9mPw2vT4x7Kq9mPw2vT4x7Kq9mPw2vT4',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'TODO: put thirty-two bytes of chance',
    'dummy-text-until-somebody-has-time-for-it',
    'django-insecure-9f8#kd0$kfj3!mfk2kd0s',
  ])('knows %s', (secret) => {
    expect(isKnownSecret(secret)).toBe(true)
  })

  it('takes what chance makes', () => {
    expect(isKnownSecret('q7TodoK2vXn5RwYc8LbZsG3hJp9MfVtE4uAiDxWr6Qy')).toBe(false)
    for (let i = 0; i < 500; i++)
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(isKnownSecret(randomBytes(32).toString(form))).toBe(false)
  })

  it('keeps a server from starting, in words that do not give the secret away', () => {
    const secret = 'changemechangemechangemechangeme'
    const refusal = (JWT_SECRET_KEY: string) => {
      try {
        readSettings({ JWT_SECRET_KEY })
        return null
      } catch (error) {
        return String(error)
      }
    }
    expect(refusal(secret)).toMatch(/JWT_SECRET_KEY: is one that anybody may guess/)
    expect(refusal(secret)).not.toContain(secret)
    expect(refusal('Zt8-kQ2_vLp9')).toMatch(/JWT_SECRET_KEY: must have at least 32 bytes/)
    expect(refusal(randomBytes(32).toString('base64'))).toBeNull()
  })
})
