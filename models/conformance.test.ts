import { describe, expect, it } from 'vitest'
import { conforms } from './conformance.ts'
import { modelPaths, readFolder } from './read-folder.ts'

/** Every folder goes through every check. */
describe.each(modelPaths())('model %s', (path) => conforms(readFolder(path)))

describe('the served models', () => {
  it('have ids and aliases that name one model each', () => {
    const names = modelPaths().flatMap((path) => {
      const { id, aliases } = readFolder(path).manifest
      return [id, ...aliases]
    })
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('koi')
  })
})
