import type { CurveExplanation } from '@vouch/contracts/domains/light-curve'
import { counted } from '../../../ui/format.ts'

type Faithfulness = CurveExplanation['grad_cam'][number]['faithfulness']

/**
 * Whether a map names what the network goes by: with the bins it names first taken away, the probability has to fall faster than
 * in an order by chance, and with them put in rise faster (Petsiuk et al. 2018, §3.2).
 */
export function faithfulWords({ deletion, insertion, random_deletion, random_insertion, draws }: Faithfulness): string {
  const deletes = deletion < random_deletion
  const inserts = insertion > random_insertion
  const verdict =
    deletes && inserts
      ? 'Both say that the map names what the network goes by.'
      : deletes || inserts
        ? 'Only one of the two says that the map names what the network goes by.'
        : 'Neither says that the map names what the network goes by: do not lean on it.'
  return (
    `Its bins taken away first: area ${deletion.toFixed(3)}, by chance ${random_deletion.toFixed(3)} (lower is better). ` +
    `Put in first: ${insertion.toFixed(3)}, by chance ${random_insertion.toFixed(3)} (higher is better); ` +
    `chance is ${counted(draws, 'order')}. ${verdict}`
  )
}
