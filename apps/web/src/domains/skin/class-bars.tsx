import { type ClassProbability, DIAGNOSES, type DiagnosisCode } from '@vouch/contracts/domains/skin'
import { Badge } from '../../ui/badge.tsx'
import { formatProbability } from '../../ui/format.ts'
import { upperFirst } from './call-words.ts'

interface ClassBarsProps {
  /** the most probable first */
  classes: readonly ClassProbability[]
  called: DiagnosisCode
}

/** How probable each class is. A full bar and a disc are malignant, an empty bar and a ring benign; the words say the same. */
export function ClassBars({ classes, called }: ClassBarsProps) {
  return (
    <ol aria-label="How probable each class is" className="divide-y divide-rule border-y border-rule text-sm">
      {classes.map(({ code, probability, malignant }) => (
        <li key={code} className="grid grid-cols-[minmax(0,1fr)_3.5rem] items-center gap-x-4 gap-y-1 py-2">
          <p className="flex min-w-0 gap-x-2">
            <Mark malignant={malignant} />
            <span className="min-w-0">
              <span className={code === called ? 'font-semibold' : ''}>{upperFirst(DIAGNOSES[code].words)}</span>{' '}
              <span className="text-xs text-muted">{malignant ? 'malignant' : 'benign'}</span>{' '}
              {code === called && <Badge>called</Badge>}
            </span>
          </p>
          <p className="text-right" data-numeric>
            {formatProbability(probability)}
          </p>
          <div className="col-span-full">
            <Bar share={probability} malignant={malignant} />
          </div>
        </li>
      ))}
    </ol>
  )
}

function Mark({ malignant }: { malignant: boolean }) {
  return (
    <svg viewBox="0 0 12 12" className="mt-[0.3rem] size-3 shrink-0" aria-hidden="true">
      {malignant ? (
        <circle cx="6" cy="6" r="5" className="fill-planet forced-colors:fill-[CanvasText]" />
      ) : (
        <circle
          cx="6"
          cy="6"
          r="4"
          strokeWidth="2"
          className="fill-none stroke-false-positive forced-colors:stroke-[CanvasText]"
        />
      )}
    </svg>
  )
}

/** Of the whole width, which is 1. */
function Bar({ share, malignant }: { share: number; malignant: boolean }) {
  return (
    <svg className="block h-3.5 w-full" aria-hidden="true">
      <line x1="0" x2="100%" y1="7" y2="7" className="stroke-rule forced-colors:stroke-[GrayText]" />
      {malignant ? (
        <rect width={`${100 * share}%`} y="1" height="12" className="fill-planet forced-colors:fill-[CanvasText]" />
      ) : (
        // half the stroke lies outside
        <svg x="1" y="2" width="calc(100% - 2px)" height="10" overflow="visible">
          <rect
            width={`${100 * share}%`}
            height="10"
            strokeWidth="2"
            className="fill-surface stroke-false-positive forced-colors:fill-[Canvas] forced-colors:stroke-[CanvasText]"
          />
        </svg>
      )}
    </svg>
  )
}
