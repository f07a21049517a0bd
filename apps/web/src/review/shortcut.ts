import type { Verdict } from '@vouch/contracts/review'

/** What a key does on a screen where calls are judged. */
export type Shortcut =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** counted from 1 */
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'note' | 'leave' | 'send' | 'skip' | 'undo' | 'why' }

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing' | 'repeat'
>

/** Where a key is pressed: in a field that takes letters, on something that Enter presses, or anywhere else. */
export type Place = 'typing' | 'pressable' | 'elsewhere'

const LETTERS: Readonly<Record<string, Shortcut>> = {
  a: { kind: 'verdict', verdict: 'accept' },
  c: { kind: 'verdict', verdict: 'correct' },
  r: { kind: 'verdict', verdict: 'reject' },
  u: { kind: 'verdict', verdict: 'unsure' },
  n: { kind: 'note' },
  s: { kind: 'skip' },
  w: { kind: 'why' },
  z: { kind: 'undo' },
}
/** Digits there are; with Shift a digit stands for so many more. */
const DIGITS = 9

/** @returns null for a key that is none, or that means something else where it is pressed */
export function shortcutOf(pressed: Pressed, place: Place): Shortcut | null {
  const { key, code, shiftKey, ctrlKey, altKey, metaKey, isComposing, repeat } = pressed
  // a key that is held down, or makes a letter with others, says nothing twice
  if (isComposing || repeat || altKey) return null
  if (place === 'typing') {
    if (key === 'Escape') return { kind: 'leave' }
    return key === 'Enter' && (ctrlKey || metaKey) ? { kind: 'send' } : null
  }
  if (ctrlKey || metaKey) return null
  if (key === 'Enter') return place === 'pressable' ? null : { kind: 'send' }
  const digit = Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? Number.NaN)
  if (!Number.isNaN(digit)) return { kind: 'number', number: digit + (shiftKey ? DIGITS : 0) }
  return LETTERS[key.toLowerCase()] ?? null
}

/** The key of a number, as it is written beside what it chooses; null: there is none. */
export function keyOfNumber(number: number): string | null {
  if (number <= DIGITS) return String(number)
  return number <= 2 * DIGITS ? `Shift ${number - DIGITS}` : null
}

const TYPED = 'textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])'
const PRESSED = 'a, summary, button:not([role=checkbox]):not([role=radio])'

export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'elsewhere'
  if (target.closest(TYPED) !== null) return 'typing'
  return target.closest(PRESSED) === null ? 'elsewhere' : 'pressable'
}
