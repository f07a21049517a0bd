import type { DomainId } from '@vouch/contracts/domain'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { SelectField } from '../ui/select-field.tsx'

const WHOSE = [
  ['mine', 'your own'],
  ['all', 'all that you may read'],
] as const

/** Which verdicts are looked through. It stands in the address: a reload, or a link, finds the same. */
export function PastFilter({ domain }: { domain: DomainId }) {
  const { whose, prediction, anew } = useSearch({ from: '/review/$domain/past' })
  const navigate = useNavigate({ from: '/review/$domain/past' })
  const domains = judgedDomains(useAccount())
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
      {domains.length > 1 && (
        <SelectField
          label="Calls of"
          value={domain}
          options={domains.map((one) => [one, DOMAIN_WORDS[one].name] as const)}
          onChange={(next) =>
            void navigate({
              to: '/review/$domain/past',
              params: { domain: next },
              search: ({ prediction: _, ...rest }) => rest,
            })
          }
        />
      )}
      <SelectField
        label="Whose verdicts"
        value={whose ?? 'mine'}
        options={WHOSE}
        onChange={(next) =>
          void navigate({
            search: (before) => ({ ...before, whose: next === 'all' ? next : undefined }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <div className="flex min-h-10 items-center">
        <CheckBox
          label="Also those that were said anew"
          checked={anew === true}
          onChange={(on) =>
            void navigate({
              search: (before) => ({ ...before, anew: on || undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      </div>
      {prediction !== undefined && (
        <p className="flex min-h-10 flex-wrap items-center gap-x-3 text-sm">
          Only of submission …{prediction.slice(-6)}
          <Button
            look="quiet"
            onClick={() =>
              void navigate({
                search: ({ prediction: _, ...rest }) => rest,
                replace: true,
                resetScroll: false,
              })
            }
          >
            Of all submissions
          </Button>
        </p>
      )}
    </div>
  )
}
