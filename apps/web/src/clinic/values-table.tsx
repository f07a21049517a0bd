import type { PatientValues } from '@vouch/contracts/domains/heart'
import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatQuantity } from '../ui/format.ts'
import { isOutside } from './reason-bars.tsx'
import { ATTRIBUTE_NAMES, type AttributeName, attributeTitle, valueWords } from './value-words.ts'

interface ValuesTableProps {
  values: PatientValues
  ranges: ReadonlyMap<string, readonly [number, number]>
}

/** The thirteen values a call was made from, beside what the model has seen. */
export function ValuesTable({ values, ranges }: ValuesTableProps) {
  return (
    <FigureTable
      caption="The values it was made from"
      captionHidden
      head={['Value', 'Measured', 'In training']}
      rows={ATTRIBUTE_NAMES.map((name) => [
        attributeTitle(name),
        <Measured
          key={name}
          words={valueWords(name, values[name])}
          outside={isOutside(values[name], ranges.get(name))}
        />,
        rangeWords(name, ranges.get(name)),
      ])}
    />
  )
}

function Measured({ words, outside }: { words: string; outside: boolean }) {
  return (
    <>
      {words}
      {outside && <span className="block text-caution">outside training</span>}
    </>
  )
}

function rangeWords(name: AttributeName, range: readonly [number, number] | undefined): string {
  const { unit, kinds } = ATTRIBUTE_WORDS[name]
  if (kinds !== null) return '–'
  return range === undefined
    ? 'not used by itself'
    : `${formatQuantity(range[0])} to ${formatQuantity(range[1])} ${unit}`
}
