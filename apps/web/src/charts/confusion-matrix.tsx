import { axisX, axisY, cell, text } from '@observablehq/plot'
import type { TrainingVisualization } from '@vouch/contracts/training'
import { useMemo } from 'react'
import { formatCount } from '../ui/format.ts'
import type { Figure } from './figure.ts'
import { PlotFigure } from './plot-figure.tsx'

interface ConfusionMatrixProps {
  counts: TrainingVisualization['confusion']
  threshold: number
  split: string
  /** what the two classes are called; keep it stable between renders */
  classes: ClassNames
}

export interface ClassNames {
  readonly positive: string
  readonly negative: string
}

/** Until a model has said. */
const PLAIN: ClassNames = { positive: 'positive', negative: 'negative' }
/** Letters of a name that fit beside the matrix. */
const SHOWN = 18

/** A model's classes by its own words, the positive one and the other. */
export function classNames(
  manifest: { readonly labels: readonly string[]; readonly positive: string } | null,
): ClassNames {
  const negative = manifest?.labels.find((label) => label !== manifest.positive)
  return manifest === null || negative === undefined ? PLAIN : { positive: manifest.positive, negative }
}

interface Cell {
  label: string
  call: string
  count: number
  /** of the rows of its label */
  share: number
}

/** How many rows of each label were called what. */
export function confusionFigure({ counts, threshold, split, classes }: ConfusionMatrixProps): Figure {
  const { positive, negative } = classes
  const { true_positives: tp, false_negatives: fn, false_positives: fp, true_negatives: tn } = counts
  const cellOf = (label: string, call: string, [count, others]: readonly [number, number]): Cell => ({
    label,
    call,
    count,
    share: count / Math.max(1, count + others),
  })
  const cells = [
    cellOf(positive, positive, [tp, fn]),
    cellOf(positive, negative, [fn, tp]),
    cellOf(negative, positive, [fp, tn]),
    cellOf(negative, negative, [tn, fp]),
  ]
  return {
    name: 'confusion',
    title: 'Calls against labels',
    note: `n = ${formatCount(tp + fn + fp + tn)} rows, ${split}, at the model’s threshold ${threshold.toFixed(3)}. Per cent of the rows of a label.`,
    options: (width) => ({
      height: Math.min(300, Math.max(220, width * 0.5)),
      marginLeft: 24 + LETTER_PX * Math.max(8, shown(positive).length, shown(negative).length),
      marginBottom: 44,
      x: { domain: [positive, negative], padding: 0.04 },
      y: { domain: [positive, negative], padding: 0.04 },
      marks: [
        cell(cells, {
          x: 'call',
          y: 'label',
          fill: (one: Cell) => (one.label === one.call ? 'var(--planet)' : 'var(--false-positive)'),
          fillOpacity: (one: Cell) => 0.06 + 0.2 * one.share,
          stroke: 'var(--edge)',
        }),
        text(cells, {
          x: 'call',
          y: 'label',
          text: (one: Cell) => `${formatCount(one.count)}\n${(100 * one.share).toFixed(1)} %`,
          fill: 'var(--ink)',
          fontSize: 15,
          lineHeight: 1.3,
        }),
        axisX({ label: 'Called', labelAnchor: 'center', labelArrow: 'none', tickSize: 0, tickFormat: shown }),
        axisY({ label: 'Label', labelAnchor: 'center', labelArrow: 'none', tickSize: 0, tickFormat: shown }),
      ],
      opacity: { type: 'identity' },
      color: { type: 'identity' },
    }),
    numbers: {
      caption: `Calls against labels at the model’s threshold, ${split}`,
      head: ['', `Called ${positive}`, `Called ${negative}`],
      numeric: [1, 2],
      rows: [
        [positive, formatCount(tp), formatCount(fn)],
        [negative, formatCount(fp), formatCount(tn)],
      ],
    },
  }
}

/** px of a letter of an axis */
const LETTER_PX = 7

function shown(name: string): string {
  return name.length > SHOWN ? `${name.slice(0, SHOWN - 1)}…` : name
}

export function ConfusionMatrix({ counts, threshold, split, classes }: ConfusionMatrixProps) {
  const figure = useMemo(
    () => confusionFigure({ counts, threshold, split, classes }),
    [counts, threshold, split, classes],
  )
  return <PlotFigure figure={figure} />
}
