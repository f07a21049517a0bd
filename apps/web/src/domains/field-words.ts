import type { FieldId } from '@vouch/contracts/domain'
import { DOMAIN_WORDS } from './domain-words.ts'

/** What a field of work is called, who is an expert of it, and what that role is for. */
export const FIELD_WORDS = {
  exoplanet: ofCalls('exoplanet'),
  heart: ofCalls('heart'),
  skin: ofCalls('skin'),
  other: ofCalls('other'),
  coding: {
    name: 'Coding assistants',
    expert: 'an engineering lead',
    role: 'Such experts see every developer’s sessions, and take files in. An admin gives the role; until then you see your own.',
  },
} as const satisfies Record<FieldId, FieldWords>

interface FieldWords {
  readonly name: string
  readonly expert: string
  readonly role: string
}

function ofCalls(domain: keyof typeof DOMAIN_WORDS): FieldWords {
  const { name, expert } = DOMAIN_WORDS[domain]
  return { name, expert, role: 'Experts judge calls. An admin gives the role; until then you are a member.' }
}
