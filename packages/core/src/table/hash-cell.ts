/** Every hash is a whole number below this, so that a double holds it. */
export const HASH_END = 2 ** 53

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/**
 * A hash of 53 bits. Two lanes of multiply and exclusive or, closed by the finaliser of MurmurHash3 (Appleby 2011): a
 * million different texts collide with a chance of one in ten thousand. No defence against texts made to collide.
 */
export function hashText(text: string): number {
  let [a, b] = [SEED_A, SEED_B]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit, 0x5f356495)
  }
  return finish(a ^ text.length, b)
}

/** The hash of a number's value: 0 and -0 are one. */
export function hashNumber(value: number): number {
  double[0] = value === 0 ? 0 : value
  return finish(Math.imul(SEED_B ^ words[0]!, 0x9e3779b1), Math.imul(SEED_A ^ words[1]!, 0x5f356495))
}

/** The hash of a row so far and of its next cell, in this order. */
export function hashPair(row: number, cell: number): number {
  return finish(
    Math.imul((row >>> 0) ^ 0x27d4eb2f, 0x9e3779b1) ^ (cell >>> 0),
    Math.imul(Math.floor(row / TWO_32) ^ 0x165667b1, 0x5f356495) ^ Math.floor(cell / TWO_32),
  )
}

const SEED_A = 0x3c6ef372
const SEED_B = 0x1b873593
const TWO_32 = 2 ** 32

function finish(a: number, b: number): number {
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return TWO_32 * (b & 0x1fffff) + (a >>> 0)
}
