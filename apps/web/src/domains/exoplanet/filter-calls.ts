import type { DecidedCall } from './decide-calls.ts'

export const CALL_CHOICES = { all: 'All calls', planet: 'Planets', 'false-positive': 'False positives' } as const
export const MARK_CHOICES = {
  all: 'Any',
  abstained: 'Abstained only',
  decided: 'Not abstained',
  fragile: 'Fragile only',
} as const

export interface CallFilter {
  call: keyof typeof CALL_CHOICES
  mark: keyof typeof MARK_CHOICES
  /** part of a row's id, in any case */
  text: string
}

export const NO_FILTER: CallFilter = { call: 'all', mark: 'all', text: '' }

export function filterCalls(decided: readonly DecidedCall[], filter: CallFilter): DecidedCall[] {
  const text = filter.text.trim().toLowerCase()
  return decided.filter(
    (row) =>
      (filter.call === 'all' || row.planet === (filter.call === 'planet')) &&
      passesMark(row, filter.mark) &&
      (text === '' || row.call.id.toLowerCase().includes(text)),
  )
}

function passesMark(row: DecidedCall, mark: CallFilter['mark']): boolean {
  switch (mark) {
    case 'all':
      return true
    case 'abstained':
      return row.abstained
    case 'decided':
      return !row.abstained
    case 'fragile':
      return row.call.fragile === true
  }
}
