import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { DeleteButton } from '../ui/delete-button.tsx'

/** Where whoever owns an upload deletes it. */
export function DeleteDataset({ id }: { id: string }) {
  const known = useSession().kind === 'known'
  const navigate = useNavigate()
  const utils = trpc.useUtils()
  const remove = trpc.dataset.delete.useMutation({
    onSuccess: async () => {
      await navigate({ to: '/train' })
      await utils.dataset.invalidate()
    },
  })
  if (!known) return null
  return (
    <DeleteButton
      what="table"
      busy={remove.isPending}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onConfirm={() => remove.mutate({ id })}
    >
      Nothing more can be trained on it. Models that were trained on it stay.
    </DeleteButton>
  )
}
