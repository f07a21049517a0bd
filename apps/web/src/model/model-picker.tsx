import { RadioGroup } from 'radix-ui'
import type { ListedModel } from '../prediction/use-scorers.ts'
import { Badge } from '../ui/badge.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { formatMeasure } from '../ui/format.ts'

interface ModelPickerProps {
  served: readonly ListedModel[]
  /** one's own, the newest first */
  own: readonly ListedModel[]
  value: string
  disabled: boolean
  onChange: (id: string) => void
}

/** One of the models that are ready; the others stand there with the reason why they cannot be chosen. */
export function ModelPicker({ served, own, value, disabled, onChange }: ModelPickerProps) {
  const list = (models: readonly ListedModel[]) => (
    <div className="divide-y divide-rule border-y border-rule">
      {models.map((model) => (
        <ModelChoice key={model.id} model={model} disabled={disabled} />
      ))}
    </div>
  )
  const folded = own.slice(SHOWN)
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={onChange}
      disabled={disabled}
      aria-label="Model"
      className="space-y-4"
    >
      {own.length > 0 && (
        <>
          <h3 className="text-sm font-semibold">Your models</h3>
          {list(own.slice(0, SHOWN))}
          {folded.length > 0 && (
            <Disclosure title="More of your models" count={folded.length} open={folded.some(({ id }) => id === value)}>
              {list(folded)}
            </Disclosure>
          )}
          <h3 className="text-sm font-semibold">Models that come with Vouch</h3>
        </>
      )}
      {list(served)}
    </RadioGroup.Root>
  )
}

/** As many of one's own as do not push the others out of sight. */
const SHOWN = 3

function ModelChoice({ model, disabled }: { model: ListedModel; disabled: boolean }) {
  return (
    <div className="flex gap-3 py-3">
      <RadioGroup.Item
        id={`model-${model.id}`}
        value={model.id}
        disabled={disabled || model.status !== 'ready'}
        className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border-2 border-edge data-[state=checked]:border-accent"
      >
        <RadioGroup.Indicator className="block size-2.5 rounded-full bg-accent" />
      </RadioGroup.Item>
      <div className="min-w-0 text-sm">
        <label htmlFor={`model-${model.id}`} className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <bdi className="[overflow-wrap:anywhere]">{model.name}</bdi>
          {model.status !== 'ready' && (
            <Badge tone={model.status === 'failed' ? 'danger' : 'plain'}>{model.status}</Badge>
          )}
        </label>
        <p className="[overflow-wrap:anywhere] text-muted">{model.note}</p>
        {model.answered_by !== null && (
          <p className="[overflow-wrap:anywhere] text-muted">
            Answered now by <span className="font-mono">{model.answered_by}</span>, which was promoted.
          </p>
        )}
        {model.performance.roc_auc !== null && (
          <p className="text-xs text-muted" data-numeric>
            AUC {formatMeasure(model.performance.roc_auc)}, recall {formatMeasure(model.performance.recall)}, precision{' '}
            {formatMeasure(model.performance.precision)}, cross-validated
          </p>
        )}
      </div>
    </div>
  )
}
