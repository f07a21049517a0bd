import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

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
    <div className="space-y-3">
      <ConfirmDialog
        trigger={
          <Button look="danger" disabled={remove.isPending}>
            Delete this table
          </Button>
        }
        title="Delete this table?"
        description={<p>Nothing more can be trained on it. Models that were trained on it stay.</p>}
        action="Delete the table"
        onConfirm={() => remove.mutate({ id })}
      />
      {remove.error !== null && <ProblemNotice problem={problemOf(remove.error)} />}
    </div>
  )
}
