import { describe, expect, it } from 'vitest'
import { NO_CHOICE, optionsOf } from './search-choice.ts'

describe('what a search is asked for', () => {
  it('sends only what was said', () => {
    expect(optionsOf(NO_CHOICE)).toEqual({ options: {} })
    expect(optionsOf({ ...NO_CHOICE, from_days: '0.5', most: ' 3 ', flux: 'sap', model: 'light-curve' })).toEqual({
      options: { from_days: 0.5, most: 3, flux: 'sap', model: 'light-curve' },
    })
  })

  it('names the field that is wrong', () => {
    expect(optionsOf({ ...NO_CHOICE, from_days: 'long', most: '99' })).toEqual({
      faults: { from_days: expect.stringMatching(/0\.3 to 1000/), most: expect.stringMatching(/1 to 10/) },
    })
    expect(optionsOf({ ...NO_CHOICE, from_days: '10', to_days: '5' })).toHaveProperty('faults.to_days')
  })

  it('takes a period that is known with its epoch and its duration, or not at all', () => {
    expect(optionsOf({ ...NO_CHOICE, period_days: '7.4' })).toEqual({
      faults: { epoch_days: 'Period, epoch and duration belong together.' },
    })
    expect(optionsOf({ ...NO_CHOICE, period_days: '7.4', epoch_days: '-1', duration_hours: '4' })).toHaveProperty(
      'options',
    )
  })
})
