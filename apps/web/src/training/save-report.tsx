import type { DatasetAudit } from '@vouch/contracts/dataset'
import type { TrainingSession } from '@vouch/contracts/training'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { useAction } from '../use-action.ts'

/** The report of a training as a document of its own; the code that draws it comes when it is asked for. */
export function SaveReport({ training }: { training: TrainingSession }) {
  const { session_id: id, dataset_id, config, result } = training
  const utils = trpc.useUtils()
  const audit = trpc.dataset.audit.useMutation()
  const save = useAction(async () => {
    if (result === null) return
    const [figures, model, { writeReport }] = await Promise.all([
      utils.training.visualize.fetch({ id }),
      utils.model.get.fetch({ id: result.model_id }),
      import('./write-report.ts'),
    ])
    if (model.manifest === null) throw new Error('The model has no manifest.')
    const audited: DatasetAudit | null = await audit
      .mutateAsync({ id: dataset_id, ...labelOf(config) })
      // a table that is gone, or is another by now, does not keep the report back
      .catch(() => null)
    const address = new URL(`/trainings/${id}`, window.location.href).href
    const now = new Date().toISOString()
    const text = writeReport({ training, result, figures, manifest: model.manifest, audit: audited, address, now })
    saveFile(new Blob([text], { type: 'text/html' }), `${id}-report.html`)
  })
  return (
    <>
      <Button disabled={save.busy || result === null} onClick={() => void save.run()}>
        {save.busy ? 'Writing…' : 'Save report (HTML)'}
      </Button>
      {save.problem !== null && (
        <div className="w-full">
          <ProblemNotice problem={save.problem} />
        </div>
      )}
    </>
  )
}

/** What the columns are held against: what was given of it. */
function labelOf({ label, group_key, positive_labels, negative_labels }: TrainingSession['config']) {
  return {
    ...(label === undefined ? {} : { label }),
    ...(group_key === undefined ? {} : { group_key }),
    ...(positive_labels === undefined ? {} : { positive_labels }),
    ...(negative_labels === undefined ? {} : { negative_labels }),
  }
}
