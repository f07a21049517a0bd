import { Mission } from '@vouch/contracts/domains/exoplanet'
import { describe, expect, it } from 'vitest'
import { mapColumns } from './map-columns.ts'
import { ownColumns } from './own-columns.ts'
import { QUANTITIES } from './quantities.ts'

describe.each(Mission.options)('the columns of a table of %s', (mission) => {
  const own = ownColumns([mission, mission])
  const plan = mapColumns(
    own.map(({ column }) => column),
    [],
  )

  it('are known again, each as its quantity, in its unit, whosever table it is', () => {
    expect(plan.mission).toBe(mission)
    expect(plan.warnings).toEqual([])
    expect(plan.leaking).toEqual([])
    const found = new Map(plan.bindings.map((binding) => [binding.quantity, binding]))
    for (const { key, column } of own)
      expect(found.get(key)).toMatchObject({ column, unit: QUANTITIES[key].unit, factor: 1 })
    expect(found.size).toBe(own.length)
  })

  it('hold the transit and its star', () => {
    const keys = own.map(({ key }) => key)
    for (const key of ['period', 'duration', 'depth', 'radius', 'stellar_temperature', 'stellar_radius'])
      expect(keys).toContain(key)
  })
})

it('signals of several missions stand in a table of nobody’s', () => {
  const columns = ownColumns(['koi', 'toi']).map(({ column }) => column)
  expect(columns).toEqual(ownColumns(['generic']).map(({ column }) => column))
  expect(columns).toContain('star_id')
  expect(ownColumns([])).toEqual(ownColumns(['generic']))
})
