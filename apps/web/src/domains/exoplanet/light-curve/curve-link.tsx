import { Link } from '@tanstack/react-router'
import { hasLightCurve } from './curve-models.ts'

/** From a call to the light that it rests on; nothing of a call that rests on a table alone. */
export function CurveLink({ model, id, row }: { model: string; id: string; row: number }) {
  if (!hasLightCurve(model)) return null
  return (
    <p className="text-sm">
      <Link to="/light-curve/calls/$id/$row" params={{ id, row: String(row) }} target="_blank" className="link">
        The star’s light, folded over this signal (in a new tab)
      </Link>
    </p>
  )
}
