import { describe, expect, it } from 'vitest'
import { inPieces, PIECE_BYTES } from './in-pieces.ts'

describe('inPieces', () => {
  it('gives the same bytes in small pieces', () => {
    const large = Buffer.alloc(2 * PIECE_BYTES + 1, 'a')
    const pieces = [...inPieces([Buffer.from('x'), Buffer.alloc(0), large])]
    expect(pieces.map(({ length }) => length)).toEqual([1, PIECE_BYTES, PIECE_BYTES, 1])
    expect(Buffer.concat(pieces).equals(Buffer.concat([Buffer.from('x'), large]))).toBe(true)
  })
})
