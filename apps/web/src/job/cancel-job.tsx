import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** Stops a job. One that was over before is shown as what it came to. */
export function CancelJob({ id, name }: { id: string; name: string }) {
  const utils = trpc.useUtils()
  const cancel = trpc.job.cancel.useMutation({
    onSuccess: (job) => utils.job.get.setData({ id }, job),
    onSettled: () => Promise.all([utils.job.list.invalidate(), utils.job.get.invalidate({ id })]),
  })
  return (
    <>
      <Button disabled={cancel.isPending} aria-label={`Cancel: ${name}`} onClick={() => cancel.mutate({ id })}>
        {cancel.isPending ? 'Cancelling…' : 'Cancel'}
      </Button>
      {cancel.error !== null && <ProblemNotice problem={problemOf(cancel.error)} />}
    </>
  )
}
