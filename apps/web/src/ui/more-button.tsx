import { Button } from './button.tsx'

/** Brings the next page of a list, where there is one. */
export function MoreButton({ more, loading, onMore }: { more: boolean; loading: boolean; onMore: () => void }) {
  if (!more) return null
  return (
    <Button disabled={loading} onClick={onMore}>
      {loading ? 'Bringing more…' : 'Bring more'}
    </Button>
  )
}
