import type { StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import type { StoredHeartReceipt } from '@vouch/contracts/domains/heart'
import type { StoredOtherReceipt } from '@vouch/contracts/domains/other'
import type { StoredSkinReceipt } from '@vouch/contracts/domains/skin'
import { TransitResult } from './exoplanet/transit-result.tsx'
import { HeartResult } from './heart/heart-result.tsx'
import { OtherResult } from './other/other-result.tsx'
import { SkinResult } from './skin/skin-result.tsx'

/** What came of a submission, as its domain shows it. */
export function ResultOf({
  id,
  receipt,
}: {
  id: string
  receipt: StoredReceipt | StoredHeartReceipt | StoredSkinReceipt | StoredOtherReceipt
}) {
  switch (receipt.domain) {
    case 'exoplanet':
      return <TransitResult id={id} receipt={receipt} />
    case 'heart':
      return <HeartResult id={id} receipt={receipt} />
    case 'skin':
      return <SkinResult id={id} receipt={receipt} />
    case 'other':
      return <OtherResult id={id} receipt={receipt} />
  }
}
