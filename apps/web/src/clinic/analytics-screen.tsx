import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { isAdmin, useAccount } from '../account/use-account.ts'
import { Notice } from '../ui/notice.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { ClinicPage } from './clinic-page.tsx'
import { DataQualitySection } from './data-quality-section.tsx'
import { DoctorsSection } from './doctors-section.tsx'
import { FeedbackSection } from './feedback-section.tsx'
import { FiguresSection } from './figures-section.tsx'
import { ModelsSection } from './models-section.tsx'
import { TrendsSection } from './trends-section.tsx'
import { isDoctor } from './use-clinic.ts'

const DAYS = [
  ['7', 'the last 7 days'],
  ['30', 'the last 30 days'],
  ['90', 'the last 90 days'],
  ['365', 'the last year'],
] as const

/** What is measured of calls, verdicts and diagnoses, each for itself. */
export function AnalyticsScreen() {
  return (
    <ClinicPage
      title="Analytics"
      lead={
        <p>
          Agreement is how often doctors say what the model says. Accuracy is how often the model says what was found in
          the end. One is never the other.
        </p>
      }
    >
      <ForDoctors />
    </ClinicPage>
  )
}

function ForDoctors() {
  const account = useAccount()
  const [days, setDays] = useState<(typeof DAYS)[number][0]>('30')
  if (account === null) return <p role="status">Opening…</p>
  if (!isDoctor(account) && !isAdmin(account))
    return (
      <Notice title="This is for doctors and admins">
        <p>
          An admin gives the role.{' '}
          <Link to="/clinic" className="link">
            Ask for it
          </Link>
        </p>
      </Notice>
    )
  const daysBack = Number(days)
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
        <SelectField label="Calls of" value={days} options={DAYS} onChange={setDays} />
        <p className="text-sm text-muted">{isAdmin(account) ? 'Of all patients.' : 'Of your patients.'}</p>
      </div>
      <FiguresSection daysBack={daysBack} />
      <TrendsSection daysBack={daysBack} />
      <FeedbackSection daysBack={daysBack} />
      <DoctorsSection daysBack={daysBack} />
      <ModelsSection daysBack={daysBack} />
      <DataQualitySection daysBack={daysBack} />
    </>
  )
}
