import { PAGE_LIMIT } from '@vouch/contracts/page'
import { MOST_OFFERED, type OfferOutput, Slice } from '@vouch/contracts/review'
import { useState } from 'react'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { counted, formatCount, formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { otherCalls } from './other-calls.ts'
import { parseRows } from './parse-rows.ts'
import { SLICE_WORDS } from './review-words.ts'

const WAYS = [
  ['count', 'Vouch chooses'],
  ['rows', 'I choose the rows'],
] as const

/** Puts calls of one’s own prediction before the experts of its domain. Nobody who is not logged in has any. */
export function OfferSection({ id, rows: total }: { id: string; rows: number }) {
  const known = useSession().kind === 'known'
  if (!known) return null
  return (
    <Section id="offer" title="Offer for review">
      {total === 1 ? (
        <OfferOnly id={id} />
      ) : (
        <>
          <p className="max-w-3xl text-sm text-muted">
            Experts of the domain see the rows you offer and say what they are. Chosen by Vouch, some are drawn by
            chance, which alone tell how good all calls are; the rest are near the threshold or unlike the others.
          </p>
          <OfferForm id={id} total={total} />
        </>
      )}
    </Section>
  )
}

function OfferForm({ id, total }: { id: string; total: number }) {
  const utils = trpc.useUtils()
  const offer = trpc.review.offer.useMutation({ onSuccess: () => utils.review.queue.invalidate() })
  const mine = trpc.prediction.list.useQuery({ limit: PAGE_LIMIT })
  const others = otherCalls(mine.data?.predictions ?? [], id)
  const [against, setAgainst] = useState('')
  const [way, setWay] = useState<(typeof WAYS)[number][0]>('count')
  const [text, setText] = useState(String(Math.min(50, total)))
  const [named, setNamed] = useState('')
  const count = Number(text)
  const rows = parseRows(named, total)
  const fault =
    way === 'count'
      ? Number.isInteger(count) && count >= 1 && count <= MOST_OFFERED
        ? null
        : `A whole number from 1 to ${MOST_OFFERED}.`
      : faultIn(rows, total)
  return (
    <div className="max-w-xl space-y-4">
      <Form
        action="Offer them"
        busyWord="Choosing…"
        busy={offer.isPending}
        ready={fault === null && (way === 'count' || (rows?.length ?? 0) > 0)}
        problem={offer.error === null ? null : problemOf(offer.error)}
        onSubmit={() =>
          offer.mutate({
            prediction_id: id,
            ...(way === 'count' || rows === null ? { count, ...(against === '' ? {} : { against }) } : { rows }),
          })
        }
      >
        <SelectField label="Which rows" value={way} options={WAYS} onChange={setWay} />
        {way === 'count' ? (
          <>
            <TextField label="How many" inputMode="numeric" value={text} onChange={setText} fault={fault} />
            {others.length > 0 && (
              <SelectField
                label="Some of those that another model calls otherwise"
                value={against}
                options={[
                  ['', 'no: by this model alone'],
                  ...others.map(
                    (one) =>
                      [
                        one.prediction_id,
                        `as ${one.model_used} ${one.model_version} called them, ${formatMoment(one.created_at)}`,
                      ] as const,
                  ),
                ]}
                onChange={setAgainst}
              />
            )}
          </>
        ) : (
          <TextField
            label="Rows"
            note={`By number, from 1 to ${total}: 3, 8-12.`}
            value={named}
            onChange={setNamed}
            fault={fault}
          />
        )}
      </Form>
      {offer.data !== undefined && <Offered {...offer.data} />}
    </div>
  )
}

/** Of the only row there is nothing to choose: whoever offers it asks for it. */
function OfferOnly({ id }: { id: string }) {
  const utils = trpc.useUtils()
  const offer = trpc.review.offer.useMutation({ onSuccess: () => utils.review.queue.invalidate() })
  return (
    <div className="max-w-xl space-y-4">
      <p className="text-sm text-muted">Experts of the domain see it and say what it is.</p>
      <Form
        action="Offer it"
        busyWord="Offering…"
        busy={offer.isPending}
        problem={offer.error === null ? null : problemOf(offer.error)}
        onSubmit={() => offer.mutate({ prediction_id: id, rows: [0] })}
      >
        {null}
      </Form>
      {offer.data !== undefined && <Offered {...offer.data} />}
    </div>
  )
}

function Offered({ offered, slices, present }: OfferOutput) {
  return (
    <Notice title={`${counted(offered, 'row')} offered`} role="status">
      <ul>
        {Slice.options
          .filter((slice) => (slices[slice] ?? 0) > 0)
          .map((slice) => (
            <li key={slice} data-numeric>
              {SLICE_WORDS[slice].name}: {formatCount(slices[slice])}
            </li>
          ))}
      </ul>
      {present > 0 && <p>{counted(present, 'row')} of this prediction stood there before.</p>}
    </Notice>
  )
}

function faultIn(rows: readonly number[] | null, total: number): string | null {
  if (rows === null) return `Numbers from 1 to ${total}, such as 3, 8-12.`
  return rows.length > MOST_OFFERED ? `No more than ${MOST_OFFERED} at once.` : null
}
