import { LabelMark } from './label-mark.tsx'

/** A call of a transit signal. */
export function CallMark({ planet, abstained = false }: { planet: boolean; abstained?: boolean }) {
  return <LabelMark words={planet ? 'Planet' : 'False positive'} positive={planet} abstained={abstained} />
}
