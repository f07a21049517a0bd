import type { Random } from '../random.ts'

/** Coalitions of players, two at a time: one and all the others. */
export interface Coalitions {
  readonly count: number
  readonly players: number
  /** count × players: 1 where the player is in; coalition 2k + 1 is what coalition 2k leaves out */
  readonly members: Uint8Array
  readonly weights: Float64Array
  /** whether they are all that there are, and not a sample */
  readonly complete: boolean
}

/**
 * Coalitions by the Shapley kernel (Lundberg & Lee 2017, theorem 2): all that are neither empty nor whole, each with its
 * weight, where there are at most `most`; otherwise that many drawn, sizes with the kernel's chance, and with each its
 * complement (paired sampling, Covert & Lee 2021, §4.2).
 */
export function drawCoalitions(players: number, most: number, random: Random): Coalitions {
  if (players < 31 && 2 ** players - 2 <= most) return everyCoalition(players)
  const pairs = Math.floor(most / 2)
  const members = new Uint8Array(2 * pairs * players)
  const chances = Float64Array.from({ length: players - 1 }, (_, i) => 1 / ((i + 1) * (players - i - 1)))
  const total = chances.reduce((sum, chance) => sum + chance, 0)
  const order = Int32Array.from({ length: players }, (_, i) => i)
  for (let pair = 0; pair < pairs; pair++) {
    let left = random.uniform() * total
    let size = 1
    while (size < players - 1 && left >= chances[size - 1]!) left -= chances[size++ - 1]!
    const at = 2 * pair * players
    members.fill(1, at + players, at + 2 * players)
    for (let i = 0; i < size; i++) {
      const j = i + random.int(players - i)
      const player = order[j]!
      order[j] = order[i]!
      order[i] = player
      members[at + player] = 1
      members[at + players + player] = 0
    }
  }
  return { count: 2 * pairs, players, members, weights: new Float64Array(2 * pairs).fill(1), complete: false }
}

function everyCoalition(players: number): Coalitions {
  const count = Math.max(2 ** players - 2, 0)
  const members = new Uint8Array(count * players)
  const weights = new Float64Array(count)
  const ways = new Float64Array(players + 1).fill(1)
  for (let size = 1; size <= players; size++) ways[size] = (ways[size - 1]! * (players - size + 1)) / size
  for (let pair = 0; pair < count / 2; pair++)
    for (const half of [0, 1]) {
      const at = 2 * pair + half
      let size = 0
      for (let player = 0; player < players; player++) {
        // the last player is never in the first half of a pair, so that no pair comes twice
        const member = ((pair + 1) >> player) % 2 !== half
        if (!member) continue
        members[at * players + player] = 1
        size++
      }
      weights[at] = (players - 1) / (ways[size]! * size * (players - size))
    }
  return { count, players, members, weights, complete: true }
}
