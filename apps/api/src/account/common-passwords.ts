import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * Hashes of the passwords of 15 characters and more among the million that are used most (Mark Burnett's list, 2015, given to
 * the public domain): the first six bytes of the sha256 of each in lower case, in order, one after the other. As hashes,
 * because people's words for passwords are not fit to be read. `scripts/hash-passwords.mjs` writes it.
 */
const LIST = new URL('common-passwords.bin', import.meta.url)
const HASH_BYTES = 6

/** What a password must have beside the words that anybody may know of its owner. */
const OWN_CHARACTERS = 6
/** A shorter word is part of many others. */
const WORD = 3

let list: Buffer | null = null

/**
 * Whether a password is one that guessers try first: on the list, or the words that anybody may know of its owner and
 * little more. Nothing else is asked of it: rules about kinds of characters make passwords that are alike.
 */
export function isCommonPassword(password: string, { email, name }: { email: string; name: string | null }): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (isListed(text)) return true
  const words = [email, ...email.split(/[@.+_-]/), name ?? '', 'vouch', 'password']
    .map((word) => word.normalize('NFKC').toLowerCase())
    .filter((word) => word.length >= WORD)
    .sort((a, b) => b.length - a.length)
  const own = words.reduce((left, word) => left.replaceAll(word, ''), text)
  return own !== text && [...own].length < OWN_CHARACTERS
}

function isListed(text: string): boolean {
  list ??= readFileSync(LIST)
  const wanted = createHash('sha256').update(text).digest().subarray(0, HASH_BYTES)
  let [low, high] = [0, list.length / HASH_BYTES]
  while (low < high) {
    const middle = (low + high) >> 1
    const order = wanted.compare(list, middle * HASH_BYTES, (middle + 1) * HASH_BYTES)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}
