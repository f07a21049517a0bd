/** The paper's constants. */
const [FIRST_DECAY, SECOND_DECAY, LEAST] = [0.9, 0.999, 1e-8]

/** Steps down a gradient, as long in each number as its gradient is steady (Kingma & Ba 2015, algorithm 1). */
export class Adam {
  private readonly values: Float64Array
  private readonly first: Float64Array
  private readonly second: Float64Array
  private steps = 0

  /** @param values what is to be learned; each step changes them in place */
  constructor(values: Float64Array) {
    this.values = values
    this.first = new Float64Array(values.length)
    this.second = new Float64Array(values.length)
  }

  /** @param decay what is added to the gradient for each unit of a value: an L2 penalty's slope */
  step(gradient: Float64Array, { learningRate, decay }: { learningRate: number; decay: number }): void {
    this.steps++
    const rate = (learningRate * Math.sqrt(1 - SECOND_DECAY ** this.steps)) / (1 - FIRST_DECAY ** this.steps)
    const { values, first, second } = this
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]! + decay * values[i]!
      first[i] = FIRST_DECAY * first[i]! + (1 - FIRST_DECAY) * slope
      second[i] = SECOND_DECAY * second[i]! + (1 - SECOND_DECAY) * slope * slope
      values[i]! -= (rate * first[i]!) / (Math.sqrt(second[i]!) + LEAST)
    }
  }
}
