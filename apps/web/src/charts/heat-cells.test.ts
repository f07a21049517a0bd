import { describe, expect, it } from 'vitest'
import { heatCells } from './heat-cells.ts'

describe('the cells of a heat strip', () => {
  it('the strongest is 1 or −1, and signs stay', () => {
    expect(heatCells([0, 2, -4, 1], 10).map(({ strength }) => strength)).toEqual([0, 0.5, -1, 0.25])
    expect(heatCells([0, 0], 10).map(({ strength }) => strength)).toEqual([0, 0])
  })

  it('of many values each cell has its strongest: a peak of one bin stays one', () => {
    const along = Array.from({ length: 2001 }, (_, i) => (i === 1000 ? 5 : 0))
    const cells = heatCells(along, 200)
    expect(cells).toHaveLength(200)
    expect(cells.filter(({ strength }) => strength === 1)).toHaveLength(1)
  })

  it('lie side by side from end to end', () => {
    const cells = heatCells(
      Array.from({ length: 61 }, (_, i) => i),
      25,
    )
    expect(cells[0]?.from).toBe(0)
    expect(cells.at(-1)?.to).toBe(1)
    for (const [i, { to }] of cells.slice(0, -1).entries()) expect(to).toBe(cells[i + 1]?.from)
  })
})
