import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ValueList } from '../../ui/value-list.tsx'
import type { SubjectProps } from '../subject-props.ts'
import { CalledLesion } from './called-lesion.tsx'
import { DermatoscopeNotice } from './dermatoscope-notice.tsx'
import { KeptPicture, MappedPicture } from './kept-picture.tsx'

/** A picture as a dermatologist looks at it, and what was said of it; once they may be known the classes, and where the network looked. */
export function SkinSubject({ id, row, threshold, why }: SubjectProps) {
  // the values are the same with and without reasons, which the map is
  const evidence = trpc.skin.evidence.useQuery({ id, row, reasons: false })
  const call = evidence.data?.call ?? null
  return (
    <div className="space-y-6">
      <DermatoscopeNotice />
      <KeptPicture id={id} />
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading what was said of it…</p>}
      {evidence.data !== undefined && <ValueList title="What was said of it" values={evidence.data.values} />}
      {call !== null && (
        <section aria-labelledby="classes" className="space-y-3">
          <h3 id="classes" className="text-base font-semibold">
            What the model called it
          </h3>
          <CalledLesion call={call} threshold={threshold} abstain={null} quality={null} />
        </section>
      )}
      {why && call !== null && (
        <section aria-labelledby="why" className="space-y-3">
          <h3 id="why" className="text-base font-semibold">
            Where the network looked
          </h3>
          <MappedPicture
            id={id}
            row={row}
            codes={call.classes.map(({ code }) => code)}
            called={call.diagnosis}
            seen={null}
          />
        </section>
      )}
    </div>
  )
}
