import type { DomainId, FieldId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { isExpert } from '../account/caller.ts'
import { checkAccess } from '../account/check-access.ts'
import { accountOf } from '../account/manage.ts'
import { noteRefusal } from '../audit/note-refusal.ts'
import { patientsOf } from '../clinic/whose.ts'
import { measuredCoding } from '../domains/coding/measured-coding.ts'
import { DOMAINS } from '../domains/domains.ts'
import { loadJudgedCalls } from './judged-calls.ts'
import type { MeasuredField } from './measured-field.ts'

/** Every field of work that is measured; the compiler finds the one that is missing. */
export const MEASURED_FIELDS = {
  exoplanet: measuredDomain('exoplanet'),
  heart: measuredDomain('heart'),
  skin: measuredDomain('skin'),
  other: measuredDomain('other'),
  coding: measuredCoding,
} as const satisfies Record<FieldId, MeasuredField>

/** Calls of our models: of patients those whom the caller treats, and nothing of what he is to judge blind. */
function measuredDomain(domain: DomainId): MeasuredField {
  return {
    positive: DOMAINS[domain].label(true),
    admit(acting) {
      const { caller, services } = acting
      noteRefusal(acting, 'measure.get', () => {
        checkAccess({ access: 'expert', scope: 'read' }, caller, services.settings)
        if (!isExpert(caller, domain))
          throw new VouchError('forbidden', 'This is for an expert of that domain, and for admins.')
      })
    },
    async load(acting, time) {
      const reader = accountOf(acting)
      const which = { domain, ...time, to: time.to + 1, reader, patients: patientsOf(acting, reader) }
      return { calls: await loadJudgedCalls(acting.services.database.sql, which), drawn: null }
    },
  }
}
