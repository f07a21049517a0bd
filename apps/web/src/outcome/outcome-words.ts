import type { OutcomeSource } from '@vouch/contracts/outcome'

export const SOURCE_WORDS = {
  archive: 'An archive',
  diagnosis: 'A diagnosis',
  biopsy: 'A biopsy',
  follow_up: 'What was observed later',
  other: 'Something else',
} as const satisfies Record<OutcomeSource, string>
