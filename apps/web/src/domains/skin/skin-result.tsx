import type { SkinCall, StoredSkinReceipt } from '@vouch/contracts/domains/skin'
import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../account/browser-session.ts'
import { DownloadLinks } from '../../prediction/download-links.tsx'
import { ReceiptLine } from '../../prediction/receipt-line.tsx'
import { problemOf } from '../../problem.ts'
import { CallRecord } from '../../review/call-record.tsx'
import { OfferSection } from '../../review/offer-section.tsx'
import { trpc } from '../../trpc.ts'
import { DeleteButton } from '../../ui/delete-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { ValueList } from '../../ui/value-list.tsx'
import { CalledLesion } from './called-lesion.tsx'
import { DermatoscopeNotice } from './dermatoscope-notice.tsx'
import { KeptPicture, MappedPicture } from './kept-picture.tsx'
import { PictureFacts } from './picture-facts.tsx'
import { saidValues } from './said-values.ts'

/** A picture is a submission of one row. */
const ROW = 0

/** A kept picture and its call; without the call for who is to judge it first. */
export function SkinResult({ id, receipt }: { id: string; receipt: StoredSkinReceipt }) {
  // not the evidence: a call is shown also when its model is not served any more
  const page = trpc.skin.calls.useQuery({ id, limit: 1 })
  const call = page.data?.predictions[ROW] ?? null
  const name = call?.id ?? page.data?.blind[ROW]?.id ?? 'A lesion'
  return (
    <div className="space-y-10">
      <title>{`${name} · Vouch`}</title>
      <header className="space-y-3">
        <h1 className="text-3xl [overflow-wrap:anywhere]">
          <bdi>{name}</bdi>
        </h1>
        <DermatoscopeNotice />
        <ReceiptLine receipt={receipt} what="picture" />
      </header>
      {page.error !== null && <ProblemNotice problem={problemOf(page.error)} />}
      {page.isPending && <p role="status">Fetching the call…</p>}
      {page.data !== undefined &&
        (call === null ? <Blind id={id} /> : <Called id={id} receipt={receipt} call={call} />)}
      <ValueList title="What was said of it" values={saidValues(receipt.subject)} />
      {call !== null && (
        <>
          <Section id="facts" title="What was read" aside={<DownloadLinks id={id} />}>
            <PictureFacts {...receipt} />
          </Section>
          <CallRecord domain="skin" id={id} row={ROW} />
        </>
      )}
      <OfferSection id={id} rows={receipt.total_samples} />
      <Delete id={id} />
    </div>
  )
}

function Blind({ id }: { id: string }) {
  return (
    <>
      <Notice title="You are to judge this call before you see it">
        <p>What the model called it, and where it looked, are here once your verdict is in.</p>
      </Notice>
      <KeptPicture id={id} />
    </>
  )
}

function Called({ id, receipt, call }: { id: string; receipt: StoredSkinReceipt; call: SkinCall }) {
  return (
    <>
      <Section id="call" title="The call">
        <CalledLesion call={call} threshold={receipt.threshold} abstain={receipt.abstain} quality={receipt.quality} />
      </Section>
      <Section id="map" title="Where the network looked">
        <MappedPicture
          id={id}
          row={ROW}
          codes={call.classes.map(({ code }) => code)}
          called={call.diagnosis}
          seen={receipt.picture.seen}
        />
      </Section>
    </>
  )
}

/** Of one’s own: the server says whose it is. */
function Delete({ id }: { id: string }) {
  const isKnown = useSession().kind === 'known'
  const utils = trpc.useUtils()
  const navigate = useNavigate()
  const remove = trpc.prediction.delete.useMutation({
    onSuccess: async () => {
      void utils.prediction.list.invalidate()
      await navigate({ to: '/predictions' })
    },
  })
  if (!isKnown) return null
  return (
    <DeleteButton
      what="picture"
      busy={remove.isPending}
      problem={remove.error === null ? null : problemOf(remove.error)}
      onConfirm={() => remove.mutate({ id })}
    >
      The picture, its call and what was said of it go. That there was one stays in the audit trail. This cannot be
      taken back.
    </DeleteButton>
  )
}
