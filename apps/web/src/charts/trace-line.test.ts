import { describe, expect, it } from 'vitest'
import { traceLine } from './trace-line.ts'

const BOX = { width: 10, height: 10, xFrom: 0, xTo: 10, yFrom: 0, yTo: 10 }

function trace(line: Parameters<typeof traceLine>[2]): string[] {
  const drawn: string[] = []
  traceLine({ moveTo: (x, y) => drawn.push(`M${x},${y}`), lineTo: (x, y) => drawn.push(`L${x},${y}`) }, BOX, line)
  return drawn
}

describe('a line in a plot', () => {
  it('goes from point to point', () => {
    expect(trace({ x: [1, 4], y: [1, 2] })).toEqual(['M1,9', 'L1,9', 'L4,8'])
  })

  it('of many points in one column the least and the most are drawn, and no more', () => {
    const n = 10_000
    const x = Float64Array.from({ length: n }, (_, i) => (10 * i) / n)
    const y = Float64Array.from({ length: n }, (_, i) => (i === 5001 ? 9 : 5))
    const drawn = trace({ x, y })
    expect(drawn.length).toBeLessThan(50)
    expect(drawn).toContain('L5,1')
  })

  it('is broken where something begins anew and where there is no value', () => {
    const moves = (drawn: string[]) => drawn.filter((step) => step.startsWith('M')).length
    expect(moves(trace({ x: [1, 2, 3, 4], y: [1, 1, 1, 1], breaks: new Set([2]) }))).toBe(2)
    expect(moves(trace({ x: [1, 2, 3, 4], y: [1, Number.NaN, 1, 1] }))).toBe(2)
  })

  it('reaches to both edges of what is in sight, and no farther', () => {
    const x = Array.from({ length: 41 }, (_, i) => i - 20)
    const drawn = trace({ x, y: x.map(() => 5) })
    expect(drawn[0]).toBe('M0,5')
    expect(drawn.at(-1)).toBe('L11,5')
  })
})
