import type { JudgedFigures, MeasureOutput } from '@vouch/contracts/measure'
import type { Metric } from '@vouch/contracts/metric'
import { useState } from 'react'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount } from '../ui/format.ts'
import { SelectField } from '../ui/select-field.tsx'
import { FigureCell } from './figures-block.tsx'

const SPLITS = [
  ['random', 'calls drawn by chance'],
  ['judged', 'all that were judged'],
] as const
type Split = (typeof SPLITS)[number][0]

const HEAD = ['Calls', 'Accuracy', 'Skill', 'Agreement'] as const

/** The three figures of each value of what tells subjects apart. */
export function SubgroupTables({ subgroups }: Pick<MeasureOutput, 'subgroups'>) {
  const [split, setSplit] = useState<Split>('random')
  const kinds = [...new Set(subgroups.map(({ by }) => by))]
  if (kinds.length === 0) return <p className="text-sm text-muted">Nothing tells these subjects apart.</p>
  return (
    <div className="space-y-6">
      <SelectField label="Figures of" value={split} options={SPLITS} onChange={setSplit} />
      {kinds.map((by) => (
        <FigureTable
          key={by}
          caption={`By ${by.replaceAll('_', ' ')}`}
          head={['Value', ...HEAD]}
          numeric={[1, 2, 3, 4]}
          rows={subgroups
            .filter((one) => one.by === by)
            .map(({ value, calls, figures }) => [value ?? 'not known', ...cells(calls, figures, split)])}
        />
      ))}
    </div>
  )
}

/** The figures of each version of each model, on calls drawn by chance. */
export function VersionTable({ versions }: Pick<MeasureOutput, 'versions'>) {
  return (
    <FigureTable
      caption="On calls drawn by chance, which stand for all"
      head={['Model', ...HEAD, 'Brier score']}
      numeric={[1, 2, 3, 4, 5]}
      rows={versions.map(({ model, version, calls, figures, brier }) => [
        `${model} ${version}`,
        ...cells(calls, figures, 'random'),
        <FigureCell key="brier" metric={brier} />,
      ])}
    />
  )
}

function cells(calls: number, { accuracy, skill, agreement }: JudgedFigures, split: Split) {
  const first = (metrics: readonly Metric[], metric: string) =>
    metrics.find((one) => one.metric === metric && one.split === split)
  return [
    formatCount(calls),
    <FigureCell key="accuracy" metric={first(accuracy, 'accuracy')} />,
    <FigureCell key="skill" metric={first(skill, 'skill')} />,
    <FigureCell key="agreement" metric={first(agreement, 'agreement')} />,
  ]
}
