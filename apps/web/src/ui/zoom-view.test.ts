import { describe, expect, it } from 'vitest'
import { NEAREST, panView, WHOLE, zoomView } from './zoom-view.ts'

describe('a picture that is looked at closely', () => {
  it('comes nearer about its middle, or about the place that is pointed at', () => {
    expect(zoomView(WHOLE, 2)).toEqual({ scale: 2, left: -0.5, top: -0.5 })
    // a quarter from the left stays a quarter from the left: −0.25 + 2 × 0.25
    expect(zoomView(WHOLE, 2, { x: 0.25, y: 1 })).toEqual({ scale: 2, left: -0.25, top: -1 })
  })

  it('is never farther than all of it, nor nearer than can be seen', () => {
    expect(zoomView(WHOLE, 0.1)).toEqual(WHOLE)
    expect(zoomView(WHOLE, 1000).scale).toBe(NEAREST)
    expect(zoomView(zoomView(WHOLE, 4, { x: 0, y: 0 }), 0.25)).toEqual(WHOLE)
  })

  it('always fills its frame', () => {
    const near = zoomView(WHOLE, 2)
    expect(panView(near, 0.25, -0.25)).toEqual({ scale: 2, left: -0.25, top: -0.75 })
    expect(panView(near, 9, -9)).toEqual({ scale: 2, left: 0, top: -1 })
    expect(panView(WHOLE, 0.5, 0.5)).toEqual(WHOLE)
  })
})
