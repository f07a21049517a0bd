import { CallPage, Evidence, StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import { HeartCallPage, HeartEvidence, StoredHeartReceipt } from '@vouch/contracts/domains/heart'
import { OtherCallPage, OtherEvidence, StoredOtherReceipt } from '@vouch/contracts/domains/other'
import { SkinCallPage, SkinEvidence, StoredSkinReceipt } from '@vouch/contracts/domains/skin'
import type { DomainId } from '@vouch/contracts/domain'
import { z } from 'zod'
import type { CallWire } from '../prediction/page-calls.ts'
import { exoplanetCalls } from './exoplanet/calls.ts'
import { heartCalls } from './heart/calls.ts'
import { otherCalls } from './other/calls.ts'
import { skinCalls } from './skin/calls.ts'

/** How the calls of each domain look on the wire. */
export const CALLS: Readonly<Record<DomainId, CallWire<{ readonly features: object }, object>>> = {
  exoplanet: exoplanetCalls,
  heart: heartCalls,
  skin: skinCalls,
  other: otherCalls,
}

/** What is answered where a prediction may be of any domain. A receipt without a domain is of the first there was. */
export const AnyReceipt = z.union([StoredHeartReceipt, StoredSkinReceipt, StoredOtherReceipt, StoredReceipt])
export const AnyCallPage = z.union([HeartCallPage, SkinCallPage, OtherCallPage, CallPage])
export const AnyEvidence = z.union([HeartEvidence, SkinEvidence, OtherEvidence, Evidence])
