import type { CodingSight } from '@vouch/contracts/domains/coding'
import { useSession } from '../../account/browser-session.ts'
import { trpc } from '../../trpc.ts'

/** Whose sessions the reader sees, and which developers he is; null while it is not known yet. */
export function useSight(): CodingSight | null {
  const { kind } = useSession()
  const { data, error } = trpc.coding.me.useQuery(undefined, { enabled: kind !== 'opening' })
  // what is asked for beside it says what is wrong
  if (error !== null) return { sees: kind === 'known' ? 'own' : 'nobody', developer_ids: [], foreign_name: false }
  return data ?? null
}
