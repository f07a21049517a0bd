/** A seeded stream of chance. In core chance is an argument, so that one seed always gives one answer. */
export interface Random {
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number
  /** A draw from the standard normal distribution. */
  normal(): number
  /** A whole number in [0, below). */
  int(below: number): number
  /** A count with this mean. */
  poisson(mean: number): number
  /** Shuffles in place and returns what it was given. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T
  /**
   * A stream of its own, decided by this stream's seed and the label alone: what was drawn before changes
   * nothing, so work may be split among workers or reordered without changing a result.
   */
  fork(label: string): Random
}

type Words = readonly [number, number, number, number]

/**
 * xoshiro128** (Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 36),
 * 32-bit integer arithmetic only; its 128 bits of state are a hash of the seed (see `mix`).
 */
export function createRandom(seed: number | string): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new RangeError(`a seed must be a finite number or a text, not ${seed}`)
  }
  return fromKey(mix([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], String(seed)))
}

function fromKey(key: Words): Random {
  const next = xoshiro128(key)
  let spare: number | null = null

  const random: Random = {
    uniform: () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) * 2 ** -53,

    // The polar method of Marsaglia & Bray 1964: two normals for each accepted point of the unit disc.
    normal: () => {
      if (spare !== null) {
        const kept = spare
        spare = null
        return kept
      }
      for (;;) {
        const x = 2 * random.uniform() - 1
        const y = 2 * random.uniform() - 1
        const squared = x * x + y * y
        if (squared >= 1 || squared === 0) continue
        const factor = Math.sqrt((-2 * Math.log(squared)) / squared)
        spare = y * factor
        return x * factor
      }
    },

    int: (below) => {
      if (!Number.isSafeInteger(below) || below < 1) {
        throw new RangeError(`int(below) needs a whole number of at least 1, not ${below}`)
      }
      return Math.floor(random.uniform() * below)
    },

    poisson: (mean) => {
      if (!(mean >= 0 && mean < Infinity)) {
        throw new RangeError(`poisson(mean) needs a finite mean of at least 0, not ${mean}`)
      }
      // A Poisson count is the sum of the counts of its parts, each part small enough for exp(-part) not to vanish.
      let count = 0
      for (let rest = mean; rest > 0; rest -= 16) count += smallPoisson(Math.min(rest, 16), random.uniform)
      return count
    },

    // Fisher & Yates, from the end.
    shuffle: (items) => {
      const places: { [index: number]: unknown } = items
      for (let last = items.length - 1; last > 0; last -= 1) {
        const other = random.int(last + 1)
        const held = places[last]
        places[last] = places[other]
        places[other] = held
      }
      return items
    },

    fork: (label) => fromKey(mix(key, label)),
  }
  return random
}

/** Knuth's product of uniforms (The Art of Computer Programming, vol. 2, §3.4.1). */
function smallPoisson(mean: number, uniform: () => number): number {
  const floor = Math.exp(-mean)
  let count = 0
  for (let product = uniform(); product > floor; product *= uniform()) count += 1
  return count
}

function xoshiro128(key: Words): () => number {
  let [a, b, c, d] = key
  return () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return scrambled
  }
}

/**
 * The next key after `key` for a label: every UTF-16 unit is taken into four lanes that feed each other, closed
 * by the 32-bit finaliser of MurmurHash3 (Appleby 2011). 128 bits, so that a million forks do not collide.
 */
function mix(key: Words, label: string): Words {
  let [a, b, c, d] = key
  for (let index = 0; index < label.length; index += 1) {
    const unit = label.charCodeAt(index) + 1
    a = b ^ Math.imul(a ^ unit, 0x239b961b)
    b = c ^ Math.imul(b ^ unit, 0xab0e9789)
    c = d ^ Math.imul(c ^ unit, 0x38b34ae5)
    d = a ^ Math.imul(d ^ unit, 0xa1e38b93)
  }
  const sum = (a ^ b ^ c ^ d ^ label.length) | 0
  const words: Words = [finish(a ^ sum), finish(b + sum), finish(c ^ rotate(sum, 9)), finish(d + rotate(sum, 18))]
  return words.every((word) => word === 0) ? [1, 0, 0, 0] : words
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) | 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
