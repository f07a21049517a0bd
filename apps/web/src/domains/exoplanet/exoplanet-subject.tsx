import { keepPreviousData } from '@tanstack/react-query'
import { CallExplanation } from '../../prediction/call-explanation.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { SubjectProps } from '../subject-props.ts'
import { EvidenceView } from './evidence-panel.tsx'
import { EvidenceValues } from './evidence-values.tsx'
import { CurveLink } from './light-curve/curve-link.tsx'

/** A transit signal: its values, and once they are asked for the reasons, where it lies among the training rows. */
export function ExoplanetSubject({ id, row, model, threshold, why }: SubjectProps) {
  const evidence = trpc.exoplanet.evidence.useQuery({ id, row, reasons: why }, { placeholderData: keepPreviousData })
  const detail = trpc.model.get.useQuery({ id: model }, { enabled: why })
  if (evidence.error !== null) return <ProblemNotice problem={problemOf(evidence.error)} />
  if (evidence.data === undefined) return <p role="status">Reading the row…</p>
  const { call, evidence: items, values } = evidence.data
  if (!why || call === null || evidence.isPlaceholderData)
    return (
      <>
        <CurveLink model={model} id={id} row={row} />
        <EvidenceValues values={values} items={items} />
      </>
    )
  return (
    <EvidenceView
      evidence={evidence.data}
      manifest={detail.data?.manifest ?? null}
      decided={{ planet: call.prediction === 'PLANET', abstained: call.abstained }}
      threshold={threshold}
      detail={
        <>
          <CurveLink model={model} id={id} row={row} />
          <CallExplanation domain="exoplanet" id={id} row={row} />
        </>
      }
    />
  )
}
