import type { ModelSummary } from '@vouch/contracts/model'
import { RadioGroup } from 'radix-ui'
import { Badge } from '../ui/badge.tsx'
import { formatMeasure } from '../ui/format.ts'

interface ModelPickerProps {
  models: readonly ModelSummary[]
  value: string
  disabled: boolean
  onChange: (id: string) => void
}

/** One of the models that are ready; the others stand there with the reason why they cannot be chosen. */
export function ModelPicker({ models, value, disabled, onChange }: ModelPickerProps) {
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={onChange}
      disabled={disabled}
      aria-label="Model"
      className="divide-y divide-rule border-y border-rule"
    >
      {models.map((model) => {
        const off = disabled || model.status !== 'ready'
        return (
          <div key={model.id} className="flex gap-3 py-3">
            <RadioGroup.Item
              id={`model-${model.id}`}
              value={model.id}
              disabled={off}
              className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border-2 border-edge data-[state=checked]:border-accent"
            >
              <RadioGroup.Indicator className="block size-2.5 rounded-full bg-accent" />
            </RadioGroup.Item>
            <div className="min-w-0 text-sm">
              <label htmlFor={`model-${model.id}`} className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                {model.name}
                {model.status !== 'ready' && (
                  <Badge tone={model.status === 'failed' ? 'danger' : 'plain'}>{model.status}</Badge>
                )}
              </label>
              <p className="text-muted">{model.note}</p>
              {model.answered_by !== null && (
                <p className="[overflow-wrap:anywhere] text-muted">
                  Answered now by <span className="font-mono">{model.answered_by}</span>, which was promoted.
                </p>
              )}
              {model.performance.roc_auc !== null && (
                <p className="text-xs text-muted" data-numeric>
                  AUC {formatMeasure(model.performance.roc_auc)}, recall {formatMeasure(model.performance.recall)},
                  precision {formatMeasure(model.performance.precision)}, cross-validated
                </p>
              )}
            </div>
          </div>
        )
      })}
    </RadioGroup.Root>
  )
}
