import { QUANTILE_LEVELS } from '@vouch/contracts/model'
import type { StripScale } from './strip-scale.ts'

const levels = (share: number) => QUANTILE_LEVELS.findIndex((level) => level === share)
const P05 = levels(0.05)
const P25 = levels(0.25)
const P50 = levels(0.5)
const P75 = levels(0.75)
const P95 = levels(0.95)

interface DistributionStripProps {
  scale: StripScale
  /** quantiles of the training planets and false positives, null where none had a value */
  planets: readonly number[] | null
  falsePositives: readonly number[] | null
  value: number | null
}

/**
 * Two training distributions one above the other, and where one value lies: thick = middle half, thin = 5 to 95 %,
 * gap = median. Everything it shows is also said in words beside it, so it is hidden from screen readers.
 */
export function DistributionStrip({ scale, planets, falsePositives, value }: DistributionStripProps) {
  return (
    <svg className="block h-9 w-full overflow-visible" aria-hidden="true">
      <rect x="0" y="0" width="100%" height="36" fill="var(--sunken)" rx="2" />
      {planets !== null && <Spread scale={scale} quantiles={planets} y={11} colour="var(--planet)" />}
      {falsePositives !== null && (
        <Spread scale={scale} quantiles={falsePositives} y={25} colour="var(--false-positive)" hollow />
      )}
      {value !== null && <ValueMark at={scale.place(value)} beyond={beyond(scale, value)} />}
    </svg>
  )
}

function beyond(scale: StripScale, value: number): 'left' | 'right' | null {
  if (value < scale.from) return 'left'
  return value > scale.to ? 'right' : null
}

const percent = (share: number) => `${share * 100}%`

interface SpreadProps {
  scale: StripScale
  quantiles: readonly number[]
  y: number
  colour: string
  hollow?: boolean
}

function Spread({ scale, quantiles, y, colour, hollow = false }: SpreadProps) {
  const at = (level: number) => scale.place(quantiles[level] ?? Number.NaN)
  const width = at(P75) - at(P25)
  return (
    <g>
      <line x1={percent(at(P05))} x2={percent(at(P95))} y1={y} y2={y} stroke={colour} strokeWidth="1.5" />
      <rect
        x={percent(at(P25))}
        width={percent(Math.max(width, 0.004))}
        y={y - 4}
        height="8"
        fill={hollow ? 'var(--sunken)' : colour}
        stroke={colour}
        strokeWidth="1.5"
      />
      <line
        x1={percent(at(P50))}
        x2={percent(at(P50))}
        y1={y - 4}
        y2={y + 4}
        stroke={hollow ? colour : 'var(--sunken)'}
        strokeWidth="2"
      />
    </g>
  )
}

function ValueMark({ at, beyond: side }: { at: number; beyond: 'left' | 'right' | null }) {
  return (
    <g>
      <line x1={percent(at)} x2={percent(at)} y1="-2" y2="38" stroke="var(--ink)" strokeWidth="2" />
      <svg x={percent(at)} y="-2" overflow="visible">
        {side === null ? (
          <path d="M-5 -5 H5 L0 2 Z" fill="var(--ink)" />
        ) : (
          <path d={side === 'left' ? 'M-7 0 L2 -5 V5 Z' : 'M7 0 L-2 -5 V5 Z'} fill="var(--ink)" />
        )}
      </svg>
    </g>
  )
}
