/** Numbers that come one by one or many at once, kept side by side as they are in the end. */
export class GrowingList<List extends Float32Array | Float64Array> {
  private list: List
  /** how many there are */
  length = 0
  private readonly make: (length: number) => List

  constructor(make: (length: number) => List) {
    this.make = make
    this.list = make(0)
  }

  push(value: number): void {
    this.room(1)
    this.list[this.length++] = value
  }

  pushAll(values: List): void {
    if (this.length === 0) this.list = values
    else this.room(values.length)
    if (this.list !== values) this.list.set(values, this.length)
    this.length += values.length
  }

  /** All of them. */
  finish(): List {
    if (this.list.length === this.length) return this.list
    const whole = this.make(this.length)
    whole.set(this.list.subarray(0, this.length))
    return whole
  }

  private room(more: number): void {
    if (this.length + more <= this.list.length) return
    const grown = this.make(Math.max(2 * this.list.length, this.length + more))
    grown.set(this.list.subarray(0, this.length))
    this.list = grown
  }
}
