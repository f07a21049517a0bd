import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { fetchPicture } from './skin-client.ts'
import type { UprightPicture } from './upright-picture.ts'

/** A picture that is being opened, is here, or cannot be shown. */
export type OpenedPicture =
  | { readonly kind: 'opening' }
  | { readonly kind: 'here'; readonly picture: UprightPicture }
  | { readonly kind: 'unread' }

const OPENING: OpenedPicture = { kind: 'opening' }

/** Opens a picture. @param open stays the same so long as the picture does; null while there is none */
export function useOpened(open: (() => Promise<UprightPicture>) | null): OpenedPicture {
  const [opened, setOpened] = useState<{ readonly by: typeof open; readonly state: OpenedPicture } | null>(null)
  useEffect(() => {
    if (open === null) return undefined
    let left = false
    const tell = (state: OpenedPicture) => !left && setOpened({ by: open, state })
    open().then(
      (picture) => tell({ kind: 'here', picture }),
      () => tell({ kind: 'unread' }),
    )
    return () => {
      left = true
    }
  }, [open])
  return opened !== null && opened.by === open ? opened.state : OPENING
}

/** A kept picture’s bytes. Each time they are fetched stands in the audit, so that they are fetched once. */
export function useKeptPicture(id: string) {
  return useQuery({
    queryKey: ['kept picture', id],
    queryFn: ({ signal }) => fetchPicture(id, signal),
  })
}
