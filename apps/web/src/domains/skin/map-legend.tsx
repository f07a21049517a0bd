import { viridis } from '../../charts/picture-map.ts'
import { formatMost } from './map-words.ts'

const STOPS = 9

/** As the map is: the fainter, the less. */
const GRADIENT = `linear-gradient(to right, ${Array.from({ length: STOPS }, (_, i) => {
  const share = i / (STOPS - 1)
  return `rgb(${viridis(share).join(' ')} / ${share})`
}).join(', ')})`

/** What the colours of a map mean. @param most its greatest value, in units of the class’s score */
export function MapLegend({ most, words }: { most: number; words: string }) {
  return (
    <div className="space-y-1.5 text-sm">
      <div
        aria-hidden="true"
        className="h-3 w-full rounded-sm border border-edge forced-color-adjust-none"
        style={{ background: GRADIENT }}
      />
      <p className="flex justify-between gap-4 text-xs" data-numeric>
        <span>0: nothing</span>
        <span className="text-right">{most > 0 ? `${formatMost(most)}: most` : 'nothing anywhere'}</span>
      </p>
      <p className="text-muted">
        Each class’s map is scaled to itself, so that its brightest place is its greatest value, in units of the score
        of {words}. How much two maps show is told by these numbers and not by their colours.
      </p>
    </div>
  )
}
