/** How many numbers lie between neighbours along each axis of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** Offsets along one axis: `start`, and on by `stride`. */
export function offsets(length: number, stride: number, start = 0): Int32Array {
  const found = new Int32Array(length)
  for (let i = 0; i < length; i++) found[i] = start + i * stride
  return found
}

/**
 * Where each number of a tensor, row-major, lies in another: the sum of its offsets along the axes.
 * @param axes offsets along each axis; -1 for positions that the other tensor does not have
 * @returns places in the other tensor, -1 where it has none
 */
export function placesOf(axes: readonly Int32Array[]): Int32Array {
  let places = Int32Array.of(0)
  for (const axis of axes) {
    const further = new Int32Array(places.length * axis.length)
    for (let i = 0, at = 0; i < places.length; i++)
      for (let j = 0; j < axis.length; j++, at++)
        further[at] = places[i]! < 0 || axis[j]! < 0 ? -1 : places[i]! + axis[j]!
    places = further
  }
  return places
}

/** Which number of a tensor goes with each number of the shape that it is spread over (ONNX, "Broadcasting"). */
export function spreadPlaces(shape: readonly number[], over: readonly number[]): Int32Array {
  const strides = stridesOf(shape)
  const missing = over.length - shape.length
  return placesOf(
    over.map((length, axis) => offsets(length, (shape[axis - missing] ?? 1) === 1 ? 0 : strides[axis - missing]!)),
  )
}
