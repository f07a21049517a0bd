import { Slider } from 'radix-ui'
import { useId } from 'react'
import { Button } from './button.tsx'

interface ConfidenceSliderProps {
  /** 0 to 1; null: not said */
  value: number | null
  onChange: (value: number | null) => void
}

/** How sure somebody is, in steps of 5 %; nothing is said until it is moved, and it can be taken back. */
export function ConfidenceSlider({ value, onChange }: ConfidenceSliderProps) {
  const id = useId()
  const words = value === null ? 'not said' : `${Math.round(value * 100)} %`
  return (
    <div className="text-sm">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <span id={id} className="font-medium">
          How sure you are
        </span>
        <span className="flex items-center gap-3" data-numeric>
          {value !== null && (
            <Button look="quiet" aria-label="Do not say how sure" onClick={() => onChange(null)}>
              Do not say
            </Button>
          )}
          <output>{words}</output>
        </span>
      </div>
      <Slider.Root
        min={0}
        max={100}
        step={5}
        value={[value === null ? 50 : Math.round(value * 100)]}
        onValueChange={([next]) => next !== undefined && onChange(next / 100)}
        className="relative flex h-9 touch-none items-center px-2.5 select-none"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-edge" />
        <Slider.Thumb
          aria-labelledby={id}
          aria-valuetext={words}
          className={`block size-5 rounded-full border-2 shadow ${value === null ? 'border-edge bg-paper' : 'border-paper bg-ink'}`}
        />
      </Slider.Root>
    </div>
  )
}
