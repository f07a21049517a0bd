import type { Manifest } from '@vouch/contracts/model'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { DeleteButton } from '../ui/delete-button.tsx'
import { Section } from '../ui/section.tsx'

/** What to know of a model that was made or brought here, which has no card, and what to do with it. */
export function OwnModelSection({ manifest }: { manifest: Manifest }) {
  return (
    <>
      <Section id="limits" title="What to know">
        <p className="max-w-3xl text-sm">{manifest.intended_use}</p>
        <ul className="max-w-3xl list-disc space-y-1 pl-5 text-sm">
          {manifest.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
        <p className="text-sm">
          <Link to="/" search={{ model: manifest.id }} className="link">
            Score a table with it
          </Link>
        </p>
      </Section>
      {manifest.origin && <DeleteImport id={manifest.id} />}
    </>
  )
}

function DeleteImport({ id }: { id: string }) {
  const known = useSession().kind === 'known'
  const navigate = useNavigate()
  const utils = trpc.useUtils()
  const remove = trpc.model.delete.useMutation({
    onSuccess: async () => {
      await navigate({ to: '/models' })
      await utils.model.invalidate()
    },
  })
  if (!known) return null
  return (
    <DeleteButton
      what="model"
      busy={remove.isPending}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onConfirm={() => remove.mutate({ id })}
    >
      Predictions that it made stay as they are, but cannot be explained any more.
    </DeleteButton>
  )
}
