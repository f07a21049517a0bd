import { describe, expect, it, vi } from 'vitest'
import { nobody } from '../account/caller.ts'
import { createStreams } from './streams.ts'

const from = (address: string) => nobody({ address, foreignPage: false, foreignName: false })
const holds = () => Promise.resolve()

describe('createStreams', () => {
  it('takes ten of one caller, and another’s beside them', () => {
    const streams = createStreams()
    const places = Array.from({ length: 10 }, () => streams.enter(from('192.0.2.1'), holds))
    expect(() => streams.enter(from('192.0.2.1'), holds)).toThrow('At most 10 streams')
    streams.enter(from('192.0.2.2'), holds)
    places[0]?.leave()
    places[0]?.leave()
    streams.enter(from('192.0.2.1'), holds)
    expect(() => streams.enter(from('192.0.2.1'), holds)).toThrow('At most 10 streams')
  })

  it('counts a network of 64 bits as one caller', () => {
    const streams = createStreams()
    for (let i = 0; i < 10; i++) streams.enter(from(`2001:db8:0:1::${i}`), holds)
    expect(() => streams.enter(from('2001:db8:0:1:ffff::1'), holds)).toThrow('At most 10 streams')
    streams.enter(from('2001:db8:0:2::1'), holds)
  })

  it('takes a thousand in all', () => {
    const streams = createStreams()
    for (let i = 0; i < 1000; i++) streams.enter(from(`192.0.${i >> 8}.${i & 255}`), holds)
    expect(() => streams.enter(from('198.51.100.1'), holds)).toThrow('Too many streams')
  })

  it('ends the stream of a caller whose token does not hold any more, and no other', async () => {
    const streams = createStreams({ lookMs: 10 })
    let valid = true
    const mine = streams.enter(from('192.0.2.1'), async () => {
      if (!valid) throw new Error('expired')
    })
    const other = streams.enter(from('192.0.2.2'), holds)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(mine.signal.aborted).toBe(false)
    valid = false
    await vi.waitFor(() => expect(mine.signal.aborted).toBe(true))
    expect(other.signal.aborted).toBe(false)
    streams.close()
    expect(other.signal.aborted).toBe(true)
  })
})
