import { Slider } from 'radix-ui'

/** Width of the thumb in px: the slider's scale begins half of it inside its box. */
export const THUMB_PX = 20

interface ThresholdSliderProps {
  value: number
  onChange: (value: number) => void
  onCommit: (value: number) => void
  describedBy: string
}

/** Arrow keys move by .01, Page Up and Down by .1, Home and End to the ends. */
export function ThresholdSlider({ value, onChange, onCommit, describedBy }: ThresholdSliderProps) {
  return (
    <Slider.Root
      min={0}
      max={1}
      step={0.01}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onValueCommit={([next]) => next !== undefined && onCommit(next)}
      className="relative flex h-9 touch-none items-center select-none"
    >
      <Slider.Track className="relative h-1 grow rounded-full bg-edge" />
      <Slider.Thumb
        aria-label="Threshold"
        aria-valuetext={`${value.toFixed(2)}: a probability at or above it is called a planet`}
        aria-describedby={describedBy}
        className="block size-5 rounded-full border-2 border-paper bg-ink shadow"
      />
    </Slider.Root>
  )
}
