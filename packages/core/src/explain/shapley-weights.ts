/** `[a][c]`: (a − 1)! c! / (a + c)!, which is 1 / (a × binomial(a + c, a)), for a and c up to `most`. */
export function shapleyWeights(most: number): readonly Float64Array[] {
  return Array.from({ length: most + 1 }, (_, a) => {
    const weights = new Float64Array(most + 1)
    let binomial = 1
    for (let c = 0; c <= most && a > 0; c++) {
      if (c > 0) binomial = (binomial * (a + c)) / c
      weights[c] = 1 / (a * binomial)
    }
    return weights
  })
}
