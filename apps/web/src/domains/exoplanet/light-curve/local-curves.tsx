import { useMemo, useState } from 'react'
import { SelectField } from '../../../ui/select-field.tsx'
import { CurveSection } from './curve-section.tsx'
import { shownOfStar } from './shown-curve.ts'
import type { OpenedStar } from './use-local-stars.ts'

/** Curves as their files have them, one in sight at a time. */
export function LocalCurves({ stars }: { stars: readonly OpenedStar[] }) {
  const [place, setPlace] = useState('0')
  const star = stars[Number(place)] ?? stars[0]
  if (star === undefined) return null
  return (
    <div className="space-y-4">
      {stars.length > 1 && (
        <SelectField
          label="Star"
          value={place}
          options={stars.map(
            ({ source, files }, i) => [String(i), source.object ?? files[0] ?? `Star ${i + 1}`] as const,
          )}
          onChange={setPlace}
        />
      )}
      <LocalCurve star={star} />
    </div>
  )
}

function LocalCurve({ star }: { star: OpenedStar }) {
  const curve = useMemo(() => shownOfStar(star), [star])
  return <CurveSection curve={curve} />
}
