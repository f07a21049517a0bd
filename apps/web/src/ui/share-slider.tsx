import { Slider } from 'radix-ui'
import { useId } from 'react'

interface ShareSliderProps {
  label: string
  /** 0 to 1 */
  value: number
  onChange: (value: number) => void
}

/** A share, in steps of 5 %. Arrow keys move by one step, Page Up and Down by more, Home and End to the ends. */
export function ShareSlider({ label, value, onChange }: ShareSliderProps) {
  const id = useId()
  const percent = Math.round(value * 100)
  return (
    <div className="text-sm">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <span id={id} className="font-medium">
          {label}
        </span>
        <output>{percent} %</output>
      </div>
      <Slider.Root
        min={0}
        max={100}
        step={5}
        value={[percent]}
        onValueChange={([next]) => next !== undefined && onChange(next / 100)}
        className="relative flex h-11 touch-none items-center px-2.5 select-none"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-edge forced-colors:bg-[CanvasText]" />
        <Slider.Thumb
          aria-labelledby={id}
          aria-valuetext={`${percent} %`}
          className="block size-6 rounded-full border-2 border-paper bg-ink shadow forced-colors:border-[CanvasText] forced-colors:bg-[Highlight]"
        />
      </Slider.Root>
    </div>
  )
}
