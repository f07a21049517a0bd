import type { ModelSummary } from '@vouch/contracts/model'
import type { Mapping } from '@vouch/contracts/domains/exoplanet'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../trpc.ts'
import { Notice } from '../../ui/notice.tsx'

/** Where another served model is made for the kind of table that was scored: which, and the way to it. */
export function OwnModelNotice({ mission, model }: { mission: Mapping['mission']; model: string }) {
  const models = trpc.model.list.useQuery().data?.models ?? []
  // a model of light curves takes no table alone
  const isFor = ({ modality, trained_on }: Pick<ModelSummary, 'modality' | 'trained_on'>) =>
    trained_on[0] === mission && modality === 'table'
  const used = models.find(({ id, answered_by }) => id === model || answered_by === model)
  const better = models.find((one) => one.status === 'ready' && isFor(one))
  if (!used || !better || isFor(used)) return null
  return (
    <Notice title={`There is a model for tables like this one: ${better.name}`}>
      <p>
        <Link to="/" search={{ model: better.id }} className="link">
          Score the table with {better.id}
        </Link>
      </p>
    </Notice>
  )
}
