import { CodingPage } from './coding-page.tsx'
import { DeveloperSection } from './developer-section.tsx'
import { FetchSection } from './fetch-section.tsx'
import { IngestSection } from './ingest-section.tsx'
import { IngestsSection } from './ingests-section.tsx'
import { PolicySection } from './policy-section.tsx'
import { AllSightGate } from './sight-gate.tsx'

/** What is measured: taken in, taken back, and what is said of it. */
export function DataScreen() {
  return (
    <CodingPage title="Data" lead={<p>What is measured is what is taken in here, or sent by a program.</p>}>
      <AllSightGate>
        <div className="space-y-12">
          <IngestSection />
          <FetchSection />
          <IngestsSection />
          <PolicySection />
          <DeveloperSection />
        </div>
      </AllSightGate>
    </CodingPage>
  )
}
