import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** Deletes a prediction of one's own, once that was confirmed. */
export function DeletePrediction({ id, name }: { id: string; name: string }) {
  const utils = trpc.useUtils()
  const remove = trpc.prediction.delete.useMutation({ onSettled: () => utils.prediction.list.invalidate() })
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button look="danger" disabled={remove.isPending} aria-label={`Delete ${name}`}>
            {remove.isPending ? 'Deleting…' : 'Delete'}
          </Button>
        }
        title="Delete this prediction?"
        description={
          <p>
            <bdi className="font-medium">{name}</bdi>, its calls and the table you sent are deleted. This cannot be
            taken back.
          </p>
        }
        action="Delete it"
        onConfirm={() => remove.mutate({ id })}
      />
      {remove.error !== null && <ProblemNotice problem={problemOf(remove.error)} />}
    </>
  )
}
