import type { DomainId } from '@vouch/contracts/domain'
import type { ComponentType } from 'react'
import { DeviceNotice } from './heart/device-notice.tsx'
import { DermatoscopeNotice } from './skin/dermatoscope-notice.tsx'

/** What is said on every screen of a domain, whatever else it shows; null of one that needs no such word. */
const NOTICES = {
  exoplanet: null,
  heart: DeviceNotice,
  skin: DermatoscopeNotice,
  other: null,
} as const satisfies Record<DomainId, ComponentType | null>

export function NoticeOf({ domain }: { domain: DomainId }) {
  const Notice = NOTICES[domain]
  return Notice && <Notice />
}
