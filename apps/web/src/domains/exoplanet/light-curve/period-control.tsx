import type { Ephemeris } from '@vouch/core/series/fold'
import { Slider } from 'radix-ui'
import { useId, useRef, useState, type PointerEvent } from 'react'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { periodWords } from './curve-words.ts'
import { periodAfterDrag } from './live-fold.ts'

interface PeriodControlProps {
  value: number
  /** as it was found */
  found: Ephemeris
  /** when the curve ends */
  lastDays: number
  /** how many hours the plot shows, which a drag over its whole width moves the last transit by */
  hoursInSight: number
  onChange: (periodDays: number) => void
}

/** The slider moves the last transit by so many durations to each side. */
const REACH_DURATIONS = 6
const STEPS = 600

/** A period by slider, by number, by dragging, or half and twice what it is. */
export function PeriodControl({ value, found, lastDays, hoursInSight, onChange }: PeriodControlProps) {
  const id = useId()
  const reach = REACH_DURATIONS * found.durationDays * 24
  const least = periodAfterDrag(found, { lastDays, hours: -reach })
  const most = periodAfterDrag(found, { lastDays, hours: reach })
  return (
    <section aria-labelledby={id} className="space-y-3 rounded-md border border-rule bg-surface p-3 sm:p-4">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <PeriodField value={value} onChange={onChange} />
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => onChange(value / 2)}>Half of it</Button>
          <Button onClick={() => onChange(value * 2)}>Twice as long</Button>
          <Button disabled={value === found.periodDays} onClick={() => onChange(found.periodDays)}>
            As found
          </Button>
        </div>
      </div>
      <p id={id} className="text-sm text-muted">
        Finely: the transit at the epoch stays, and the last one moves by up to {REACH_DURATIONS} durations.
      </p>
      <Slider.Root
        min={least}
        max={most}
        step={(most - least) / STEPS}
        value={[Math.min(Math.max(value, least), most)]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        className="relative flex h-9 touch-none items-center select-none"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-edge" />
        <Slider.Thumb
          aria-label="Period, finely"
          aria-valuetext={periodWords(value)}
          aria-describedby={id}
          className="block size-5 rounded-full border-2 border-paper bg-ink shadow"
        />
      </Slider.Root>
      <DragHandle
        onDrag={(share, from) =>
          onChange(periodAfterDrag({ ...found, periodDays: from }, { lastDays, hours: share * hoursInSight }))
        }
        value={value}
      />
    </section>
  )
}

function PeriodField({ value, onChange }: { value: number; onChange: (periodDays: number) => void }) {
  // what is being typed; null: what the period is
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? String(Number(value.toPrecision(8)))
  const period = Number(text)
  const fault = Number.isFinite(period) && period >= 0.05 && period <= 5000 ? null : 'Days from 0.05 to 5000.'
  const commit = () => {
    if (typed !== null && fault === null) onChange(period)
    setTyped(null)
  }
  return (
    <TextField
      className="w-44"
      label="Period, days"
      value={text}
      onChange={setTyped}
      inputMode="decimal"
      fault={fault}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && fault === null && commit()}
    />
  )
}

/** To be taken hold of and moved sideways; who has no pointer has the slider, which does the same. */
function DragHandle({ value, onDrag }: { value: number; onDrag: (share: number, from: number) => void }) {
  const held = useRef<{ x: number; period: number } | null>(null)
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    held.current = { x: event.clientX, period: value }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (held.current === null) return
    onDrag((event.clientX - held.current.x) / event.currentTarget.clientWidth, held.current.period)
  }
  return (
    <div
      aria-hidden="true"
      data-handle
      className="flex h-9 cursor-ew-resize touch-none items-center justify-center rounded border border-dashed border-edge text-sm text-muted select-none"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => (held.current = null)}
      onPointerCancel={() => (held.current = null)}
    >
      ⟷ hold and move: the last transit goes along
    </div>
  )
}
