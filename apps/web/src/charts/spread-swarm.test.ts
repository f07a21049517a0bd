import { expect, it } from 'vitest'
import { spreadSwarm } from './spread-swarm.ts'

const AXIS = { from: -1, to: 1 }

it('what lies at one place is laid beside it, on both sides, within its line', () => {
  const offsets = spreadSwarm(
    Array.from({ length: 41 }, () => 0.5),
    AXIS,
  )
  expect(new Set(offsets).size).toBe(41)
  expect([Math.min(...offsets), Math.max(...offsets)]).toEqual([-1, 1])
})

it('what lies alone stays on its line, and a few are not flung to the edge', () => {
  expect(spreadSwarm([-1, 0, 1], AXIS)).toEqual([0, 0, 0])
  expect(Math.max(...spreadSwarm([0, 0], AXIS))).toBeLessThan(0.2)
  expect(spreadSwarm([2, 2], { from: 2, to: 2 })[0]).toBe(0)
  expect(spreadSwarm([], AXIS)).toEqual([])
})
