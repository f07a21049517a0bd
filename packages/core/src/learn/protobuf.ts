/** Writes protocol-buffer messages: as much of the wire format as an ONNX file needs (protobuf.dev, "Encoding"). */
export class ProtobufWriter {
  private bytes = new Uint8Array(1024)
  private length = 0

  /** A whole number ≥ 0 below 2^53, or a negative one as ten bytes of two's complement. */
  varint(field: number, value: number | bigint): this {
    this.tag(field, 0)
    this.raw(BigInt.asUintN(64, BigInt(value)))
    return this
  }

  text(field: number, value: string): this {
    return this.blob(field, new TextEncoder().encode(value))
  }

  message(field: number, write: (inner: ProtobufWriter) => unknown): this {
    const inner = new ProtobufWriter()
    write(inner)
    return this.blob(field, inner.finish())
  }

  blob(field: number, value: Uint8Array): this {
    this.tag(field, 2)
    this.raw(BigInt(value.length))
    this.room(value.length)
    this.bytes.set(value, this.length)
    this.length += value.length
    return this
  }

  float(field: number, value: number): this {
    this.tag(field, 5)
    this.room(4)
    new DataView(this.bytes.buffer).setFloat32(this.length, value, true)
    this.length += 4
    return this
  }

  /** Packed floats. */
  floats(field: number, values: ArrayLike<number>): this {
    const packed = new DataView(new ArrayBuffer(values.length * 4))
    for (let i = 0; i < values.length; i++) packed.setFloat32(i * 4, values[i]!, true)
    return this.blob(field, new Uint8Array(packed.buffer))
  }

  /** Packed whole numbers. */
  integers(field: number, values: ArrayLike<number>): this {
    const inner = new ProtobufWriter()
    for (let i = 0; i < values.length; i++) inner.raw(BigInt.asUintN(64, BigInt(values[i]!)))
    return this.blob(field, inner.finish())
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  private tag(field: number, type: 0 | 2 | 5): void {
    this.raw(BigInt(field * 8 + type))
  }

  private raw(value: bigint): void {
    this.room(10)
    let rest = value
    while (rest > 0x7fn) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.bytes[this.length++] = Number(rest)
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
}
