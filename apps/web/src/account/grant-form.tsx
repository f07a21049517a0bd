import type { GrantDomain, Role } from '@vouch/contracts/account'
import { FieldId } from '@vouch/contracts/domain'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { grantWords } from './grant-words.ts'

interface Offer {
  role: Role
  domain: GrantDomain
}

const OFFERS: readonly Offer[] = [
  ...FieldId.options.map((domain) => ({ role: 'expert' as const, domain })),
  { role: 'expert', domain: '*' },
  { role: 'admin', domain: '*' },
]
const nameOf = ({ role, domain }: Offer) => `${role} ${domain}`

/** Gives a role that nobody asked for. */
export function GrantForm({ who, busy, onGive }: { who: string; busy: boolean; onGive: (offer: Offer) => void }) {
  const [chosen, setChosen] = useState('')
  const offer = OFFERS.find((candidate) => nameOf(candidate) === chosen)
  return (
    <div className="flex flex-wrap items-end gap-2">
      <SelectField
        label="Another role"
        value={chosen}
        options={[['', 'Choose…'], ...OFFERS.map((one) => [nameOf(one), grantWords(one)] as const)]}
        onChange={setChosen}
      />
      <Button
        disabled={busy || offer === undefined}
        aria-label={`Give ${who} the chosen role`}
        onClick={() => offer !== undefined && onGive(offer)}
      >
        Give
      </Button>
    </div>
  )
}
