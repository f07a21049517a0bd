/**
 * Chance that the share of n values up to a point is somewhere at least `distance` from the distribution they are drawn from:
 * Kolmogorov's distribution for a finite n, chosen among methods as Simard & L'Ecuyer (2011, §3) do. Exact up to 140 values
 * and in the tail, else right to five digits and more.
 * @param n a whole number from 1
 * @param distance in [0, 1]
 */
export function kolmogorovTail(n: number, distance: number): number {
  if (distance >= 1) return 0
  const reach = n * distance
  if (reach <= 0.5) return 1
  const squared = reach * distance
  // above these the two one-sided distances cannot, or hardly ever, both be that large
  if (distance >= 0.5 || squared >= (n <= EXACT ? 4 : 2.2)) return Math.min(1, 2 * oneSidedTail(n, distance))
  const exact = n <= EXACT || (n <= 100_000 && n * distance ** 1.5 <= 1.4)
  return Math.min(1, Math.max(0, 1 - (exact ? durbin(n, distance) : pelzGood(n, distance))))
}

const EXACT = 140

/** Smirnov's one-sided tail (Birnbaum & Tingey 1951, eq. 3.1); every term is positive. */
function oneSidedTail(n: number, distance: number): number {
  let sum = 0
  let logChoose = 0
  const terms = Math.floor(n * (1 - distance))
  for (let j = 0; j <= terms; j++) {
    const up = distance + j / n
    const down = 1 - up
    if (down <= 0) break
    sum += Math.exp(logChoose + (j - 1) * Math.log(up) + (n - j) * Math.log(down))
    logChoose += Math.log((n - j) / (j + 1))
  }
  return sum * distance
}

/** Chance of a lesser distance by the n-th power of Durbin's matrix (Marsaglia, Tsang & Wang 2003). */
function durbin(n: number, distance: number): number {
  const k = Math.ceil(n * distance)
  const h = k - n * distance
  const size = 2 * k - 1
  let power = durbinMatrix(size, h)
  let result: Float64Array | null = null
  // exponents of 2 that were taken out so that nothing overflows
  let [powerScale, scale] = [0, 0]
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      result = result ? multiply(result, power, size) : power
      scale += powerScale
    }
    power = multiply(power, power, size)
    powerScale *= 2
    const middle = Math.abs(power[(k - 1) * size + k - 1]!)
    if (middle > BIG) {
      power = power.map((value) => value / BIG)
      powerScale += BITS
    }
  }
  let chance = result![(k - 1) * size + k - 1]!
  for (let i = 1; i <= n; i++) {
    chance = (chance * i) / n
    if (Math.abs(chance) < 1 / BIG) {
      chance *= BIG
      scale -= BITS
    }
  }
  return chance * 2 ** scale
}

const BITS = 128
const BIG = 2 ** BITS

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size)
  // 1 / j!
  const inverse = [1]
  for (let j = 1; j <= size; j++) inverse.push(inverse[j - 1]! / j)
  for (let row = 0; row < size; row++)
    for (let column = 1; column <= Math.min(size - 1, row + 1); column++)
      matrix[row * size + column] = inverse[row - column + 1]!
  for (let j = 1; j <= size; j++) {
    const corner = j === size ? 1 - 2 * h ** size + Math.max(0, 2 * h - 1) ** size : 1 - h ** j
    matrix[(j - 1) * size] = corner * inverse[j]!
    matrix[(size - 1) * size + size - j] = corner * inverse[j]!
  }
  return matrix
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!
      if (factor === 0) continue
      for (let j = 0; j < size; j++) product[i * size + j]! += factor * b[k * size + j]!
    }
  return product
}

/** Chance of a lesser distance by the series of Pelz & Good (1976), as Simard & L'Ecuyer (2011, §2.4) write it. */
function pelzGood(n: number, distance: number): number {
  const z = distance * Math.sqrt(n)
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6]
  const pi2 = Math.PI ** 2
  const sums = [0, 0, 0, 0, 0, 0]
  const most = Math.ceil((16 * z) / Math.PI)
  for (let k = most; k >= 1; k--) {
    const m2 = (2 * k - 1) ** 2
    const odd = Math.exp((-pi2 * m2) / (8 * z2))
    const b = pi2 * m2
    sums[0]! += odd
    sums[1]! += odd * (b / 4 - z2)
    sums[2]! += odd * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * b) / 4 + ((1 - 2 * z2) * b * b) / 16)
    sums[3]! +=
      odd *
      (-30 * z6 -
        90 * z ** 8 +
        ((135 * z4 - 96 * z6) * b) / 4 +
        ((212 * z4 - 60 * z2) * b * b) / 16 +
        ((5 - 30 * z2) * b ** 3) / 64)
    const every = Math.exp((-pi2 * k * k) / (2 * z2)) * k * k
    sums[4]! += every
    sums[5]! += every * (3 * z2 - pi2 * k * k)
  }
  const root = Math.sqrt(2 * Math.PI)
  const k0 = sums[0]! / z
  const k1 = sums[1]! / (6 * z4)
  const k2 = sums[2]! / (72 * z ** 7) - (pi2 * sums[4]!) / (36 * z ** 3)
  const k3 = sums[3]! / (6480 * z ** 10) + (pi2 * sums[5]!) / (216 * z6)
  return root * (k0 + k1 / Math.sqrt(n) + k2 / n + k3 / n ** 1.5)
}
