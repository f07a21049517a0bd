import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createGate } from './gate.ts'

const rules = { capacity: 3, share: 2, waiting: 2, waitMs: 30, refusal: 'full' }
const entry = (client: string, weight = 1) => ({ client, weight, res: new EventEmitter() })

describe('a gate', () => {
  it('lets in what fits, and the next one when one leaves', async () => {
    const gate = createGate({ ...rules, waitMs: 10_000 })
    const leave = await gate.enter(entry('a'))
    await gate.enter(entry('a'))
    await gate.enter(entry('b'))
    const fourth = gate.enter(entry('c'))
    expect(gate.load).toEqual({ inside: 3, waiting: 1 })
    leave()
    leave()
    await fourth
    expect(gate.load).toEqual({ inside: 3, waiting: 0 })
  })

  it('gives no client more than its share while others wait for theirs', async () => {
    const gate = createGate(rules)
    await gate.enter(entry('a'))
    await gate.enter(entry('a'))
    await expect(gate.enter(entry('a'))).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
    await gate.enter(entry('b'))
    expect(gate.load).toEqual({ inside: 3, waiting: 0 })
  })

  it('has few wait, for a moment, and refuses the others at once', async () => {
    const gate = createGate(rules)
    await gate.enter(entry('a', 3))
    const began = performance.now()
    const waiting = [gate.enter(entry('b')), gate.enter(entry('c'))]
    await expect(gate.enter(entry('d'))).rejects.toThrow('full')
    expect(performance.now() - began).toBeLessThan(rules.waitMs)
    for (const one of waiting) await expect(one).rejects.toThrow('full')
    expect(gate.load).toEqual({ inside: 3, waiting: 0 })
  })

  it('forgets a client that leaves while it waits', async () => {
    const gate = createGate({ ...rules, waitMs: 10_000 })
    const leave = await gate.enter(entry('a', 3))
    const left = entry('b')
    const waiting = gate.enter(left)
    left.res.emit('close')
    await expect(waiting).rejects.toThrow('full')
    leave()
    expect(gate.load).toEqual({ inside: 0, waiting: 0 })
  })

  it('lets one in that is larger than all, when it is alone', async () => {
    const gate = createGate(rules)
    await gate.enter(entry('a', 100))
    expect(gate.load.inside).toBe(100)
  })
})
