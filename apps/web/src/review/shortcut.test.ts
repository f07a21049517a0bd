import { describe, expect, it } from 'vitest'
import { keyOfNumber, shortcutOf } from './shortcut.ts'

const press = (key: string, more: object = {}) => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isComposing: false,
  repeat: false,
  ...more,
})

describe('keys on a screen where calls are judged', () => {
  it('choose a verdict, whatever the case of the letter', () => {
    expect(shortcutOf(press('a'), 'elsewhere')).toEqual({ kind: 'verdict', verdict: 'accept' })
    expect(shortcutOf(press('R', { shiftKey: true }), 'elsewhere')).toEqual({ kind: 'verdict', verdict: 'reject' })
  })

  it('are letters while somebody types, and Ctrl Enter sends from there', () => {
    for (const key of ['a', 'n', 'Enter']) expect(shortcutOf(press(key), 'typing')).toBeNull()
    expect(shortcutOf(press('Enter', { ctrlKey: true }), 'typing')).toEqual({ kind: 'send' })
    expect(shortcutOf(press('Escape'), 'typing')).toEqual({ kind: 'leave' })
  })

  it('leave Enter to what it presses, and the browser its own', () => {
    expect(shortcutOf(press('Enter'), 'pressable')).toBeNull()
    expect(shortcutOf(press('r', { ctrlKey: true }), 'elsewhere')).toBeNull()
    expect(shortcutOf(press('c', { metaKey: true }), 'elsewhere')).toBeNull()
  })

  it('send once while Enter is held down', () => {
    expect(shortcutOf(press('Enter', { repeat: true }), 'elsewhere')).toBeNull()
  })

  it('count on with Shift, whatever sign the digit then makes', () => {
    expect(shortcutOf(press('!', { code: 'Digit1', shiftKey: true }), 'elsewhere')).toEqual({
      kind: 'number',
      number: 10,
    })
    expect([keyOfNumber(9), keyOfNumber(10), keyOfNumber(19)]).toEqual(['9', 'Shift 1', null])
  })
})
