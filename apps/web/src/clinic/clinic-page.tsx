import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { AccountGate } from '../account/account-gate.tsx'
import { isAdmin, useAccount } from '../account/use-account.ts'
import { DeviceNotice } from '../domains/heart/device-notice.tsx'
import { isDoctor } from './use-clinic.ts'

const WAY = 'link [&.active]:text-ink [&.active]:no-underline [&.active]:font-semibold'

interface ClinicPageProps {
  title: string
  lead?: ReactNode
  children: ReactNode
}

/** A screen of the clinic. What it is not stands on every one of them, and before whatever else is on it. */
export function ClinicPage({ title, lead, children }: ClinicPageProps) {
  return (
    <div className="space-y-8">
      <title>{`${title} · Vouch`}</title>
      <header className="max-w-3xl space-y-3">
        <Ways />
        <h1 className="text-3xl [overflow-wrap:anywhere]">{title}</h1>
        {lead !== undefined && <div className="space-y-2 text-muted">{lead}</div>}
      </header>
      <DeviceNotice />
      <AccountGate>
        <div className="space-y-12">{children}</div>
      </AccountGate>
    </div>
  )
}

function Ways() {
  const account = useAccount()
  const doctor = isDoctor(account)
  const here = useLocation({ select: ({ pathname }) => pathname === '/clinic' })
  // whoever has no other way has none to choose
  if (here && !doctor && !isAdmin(account)) return null
  return (
    <nav aria-label="Clinic" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      <Link to="/clinic" activeOptions={{ exact: true }} className={WAY}>
        Clinic
      </Link>
      {doctor && (
        <Link to="/clinic/worklist" className={WAY}>
          Worklist
        </Link>
      )}
      {(doctor || isAdmin(account)) && (
        <>
          <Link to="/clinic/analytics" className={WAY}>
            Analytics
          </Link>
          <Link to="/clinic/model" className={WAY}>
            Model
          </Link>
        </>
      )}
    </nav>
  )
}
