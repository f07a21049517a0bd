import { DIAGNOSES, type DiagnosisCode } from '@vouch/contracts/domains/skin'
import { useId } from 'react'
import { upperFirst } from './call-words.ts'
import { formatMost } from './map-words.ts'

interface ClassSwitchProps {
  /** of each class its map’s greatest value; null where it is not known */
  classes: readonly { readonly code: DiagnosisCode; readonly most: number | null }[]
  shown: DiagnosisCode
  onShow: (code: DiagnosisCode) => void
}

/** For which class the map speaks. Arrow keys go from one to the next. */
export function ClassSwitch({ classes, shown, onShow }: ClassSwitchProps) {
  const group = useId()
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">What speaks for</legend>
      <div role="radiogroup" aria-label="What speaks for" className="divide-y divide-rule border-y border-rule">
        {classes.map(({ code, most }) => (
          <label
            key={code}
            className="flex min-h-10 cursor-pointer items-center gap-3 px-1 py-1 text-sm has-checked:bg-sunken has-checked:font-medium"
          >
            <input
              type="radio"
              name={group}
              checked={shown === code}
              onChange={() => onShow(code)}
              aria-label={upperFirst(DIAGNOSES[code].words)}
              className="size-4 shrink-0 accent-[var(--accent)]"
            />
            <span className="min-w-0 grow">{upperFirst(DIAGNOSES[code].words)}</span>
            {most !== null && (
              <span className="text-xs text-muted" data-numeric>
                {most > 0 ? formatMost(most) : 'nothing'}
              </span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
