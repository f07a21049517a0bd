import { describe, expect, it } from 'vitest'
import { isCommonPassword } from './common-passwords.ts'

const owner = { email: 'alice.miller@observatory.example', name: 'Alice Miller' }

describe('isCommonPassword', () => {
  it.each(['1qaz2wsx3edc4rfv', 'PolniyPizdec0211', '123456789987654321', 'QWERTYUIOP123456789', 'passwordpassword'])(
    'refuses %s, which is on the list, in any case of its letters',
    (password) => {
      expect(isCommonPassword(password, owner)).toBe(true)
    },
  )

  it.each(['alice.miller@observatory.example', 'alicemilleralice1', 'Vouch-Vouch-Vouch', 'miller.observatory'])(
    'refuses %s, which is what anybody knows of its owner',
    (password) => {
      expect(isCommonPassword(password, owner)).toBe(true)
    },
  )

  it.each(['correct horse battery staple', 'alice likes violet telescopes', 'пароль-лошадь-батарея', 'x7'.repeat(32)])(
    'takes %s',
    (password) => {
      expect(isCommonPassword(password, owner)).toBe(false)
    },
  )
})
