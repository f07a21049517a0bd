import { sparkPoints } from './spark-points.ts'

interface SparkLineProps {
  values: readonly (number | null)[]
  threshold: number
  /** what it shows, in words */
  label: string
}

/** Days as a line without axes, beside a dashed line of what is asked. */
export function SparkLine({ values, threshold, label }: SparkLineProps) {
  const { lines, dots, level } = sparkPoints(values, threshold)
  return (
    <svg viewBox="0 -6 100 112" preserveAspectRatio="none" role="img" aria-label={label} className="h-12 w-full">
      <line x1={0} x2={100} y1={level} y2={level} stroke="var(--edge)" strokeDasharray="3 3" {...THIN} />
      {lines.map((points, index) => (
        <polyline key={index} points={points.join(' ')} fill="none" stroke="var(--planet)" {...THICK} />
      ))}
      {dots.map(([x, y]) => (
        // a line without length is a round dot, whatever the box is stretched to
        <line key={x} x1={x} x2={x} y1={y} y2={y} stroke="var(--planet)" strokeLinecap="round" {...DOT} />
      ))}
    </svg>
  )
}

const THIN = { vectorEffect: 'non-scaling-stroke', strokeWidth: 1 } as const
const THICK = { vectorEffect: 'non-scaling-stroke', strokeWidth: 1.75, strokeLinejoin: 'round' } as const
const DOT = { vectorEffect: 'non-scaling-stroke', strokeWidth: 4 } as const
