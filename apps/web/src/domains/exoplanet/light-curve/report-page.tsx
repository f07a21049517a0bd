import type { Call } from '@vouch/contracts/domains/exoplanet'
import type { CandidateCurve, CurveExplanation } from '@vouch/contracts/domains/light-curve'
import type { ReceiptOf } from '@vouch/contracts/submission'
import { type ReactNode, useMemo } from 'react'
import { signed } from '../../../charts/signed.ts'
import { formatMoment, formatProbability, formatQuantity, formatThreshold } from '../../../ui/format.ts'
import { quantityWords } from '../../../ui/unit-words.ts'
import { fragileWords } from './call-summary.tsx'
import { curveReasons } from './curve-reasons.ts'
import { cadenceWords, periodWords } from './curve-words.ts'
import { faithfulWords } from './faithful-words.ts'
import { ReportFigure } from './report-figure.tsx'
import { curveDrawing, periodogramDrawing } from './report-figures.ts'
import { ReportVerdicts } from './report-verdicts.tsx'
import { shownOfCandidate } from './shown-curve.ts'
import { testRows } from './test-rows.ts'
import { oddEvenFigure, stripsOf, VIEW_NAMES, viewFigure } from './view-figure.ts'

type Receipt = Pick<ReceiptOf, 'model_used' | 'model_version' | 'model_sha256' | 'threshold' | 'created_at'>

interface ReportPageProps {
  candidate: CandidateCurve
  /** null: none that the reader may see */
  call: Call | null
  isBlind: boolean
  explanation: CurveExplanation | null
  receipt: Receipt
}

/** Reasons that have room. */
const REASONS = 5

/** A4 upright, 186 mm within its margins. */
export function ReportPage({ candidate, call, isBlind, explanation, receipt }: ReportPageProps) {
  const { source, ephemeris, search, views } = candidate
  const drawn = useMemo(() => {
    const curve = shownOfCandidate(candidate)
    const strips = explanation === null ? [] : stripsOf(explanation, 'local')
    return {
      raw: curveDrawing(curve, 'raw'),
      flat: curveDrawing(curve, 'flat'),
      periodogram: search && periodogramDrawing(candidate, search),
      fold: viewFigure(views.local, { name: 'local', strips, height: 190 }).options,
      oddEven: oddEvenFigure(views.odd, views.even, 130).options,
      secondary: viewFigure(views.secondary, { name: 'secondary', height: 130 }).options,
    }
  }, [candidate, search, views, explanation])
  return (
    <article className="w-[186mm] space-y-2 bg-paper text-[10.5px] leading-snug text-ink max-sm:mx-0 sm:mx-auto box-content border border-rule p-[8mm] print:mx-0 print:border-0 print:p-0">
      <header className="flex items-end justify-between gap-6 border-b border-edge pb-1">
        <div>
          <h1 className="text-xl">{candidate.id}</h1>
          <p data-numeric>
            {[source.object, source.mission, source.flux_of].filter((part) => part !== null).join(', ')};{' '}
            {cadenceWords(source.cadences, source.dropped)}. {starWords(source)}
          </p>
        </div>
        <CallWords call={call} isBlind={isBlind} receipt={receipt} />
      </header>
      <ReportFigure
        title="Relative flux as measured, with its trend"
        spoken="The flux over time with its trend."
        options={drawn.raw}
      />
      <ReportFigure title="Relative flux without its trend" spoken="The flux over its trend." options={drawn.flat} />
      <div className="grid grid-cols-2 gap-x-5 gap-y-2">
        {drawn.periodogram === null ? (
          <p>Periodogram: the period was given.</p>
        ) : (
          <ReportFigure
            title="Periodogram: signal to noise"
            spoken="Signal to noise over period."
            options={drawn.periodogram}
          />
        )}
        <ReportFigure
          title={`Folded at ${periodWords(ephemeris.period_days)}${explanation === null ? '' : ', and where the network looked'}`}
          spoken="The local view with its strips."
          options={drawn.fold}
        />
        <ReportFigure
          title="Odd (whole line) and even (dashed)"
          spoken="Both over each other."
          options={drawn.oddEven}
        />
        <ReportFigure
          title={`${VIEW_NAMES.secondary}, phase ${candidate.tests.secondary_phase.toFixed(3)}`}
          spoken="The view about it."
          options={drawn.secondary}
        />
        <Tests candidate={candidate} />
        <div className="space-y-2">
          {explanation !== null && <Reasons explanation={explanation} />}
          <ReportVerdicts id={candidate.prediction_id} row={candidate.row} hidden={isBlind} />
        </div>
      </div>
      <footer className="border-t border-edge pt-1 text-[9px] text-muted" data-numeric>
        {receipt.model_used} {receipt.model_version}, sha256 <span className="break-all">{receipt.model_sha256}</span>;
        threshold {formatThreshold(receipt.threshold)}; {candidate.prediction_id}, row {candidate.row + 1}, called on{' '}
        {formatMoment(receipt.created_at)}. A call is a model’s opinion, not a confirmation.
      </footer>
    </article>
  )
}

function starWords({ teff_kelvin, logg, radius_solar, magnitude }: CandidateCurve['source']): string {
  const values = [
    [teff_kelvin, 'K'],
    [logg, 'log g'],
    [radius_solar, 'R_sun'],
    [magnitude, 'mag'],
  ] as const
  return values.flatMap(([value, unit]) => (value === null ? [] : [quantityWords(value, unit)])).join(', ')
}

function CallWords({ call, isBlind, receipt }: { call: Call | null; isBlind: boolean; receipt: Receipt }) {
  if (call === null)
    return (
      <p className="text-right">{isBlind ? 'To be judged before the call is shown' : 'No call that you may read'}</p>
    )
  return (
    <p className="shrink-0 text-right" data-numeric>
      <strong className="text-base">
        {call.abstained ? 'Abstained' : call.prediction === 'PLANET' ? 'Planet' : 'False positive'}
      </strong>
      <br />
      probability of a planet {formatProbability(call.probability)}, threshold {formatThreshold(receipt.threshold)}
      <br />
      under the catalogue’s errors: {fragileWords(call)}
    </p>
  )
}

function Heading({ children }: { children: ReactNode }) {
  return <h2 className="font-sans text-[11px] font-semibold">{children}</h2>
}

function Tests({ candidate }: { candidate: CandidateCurve }) {
  const { centroids } = candidate
  return (
    <div>
      <Heading>Tests</Heading>
      <table className="w-full border-collapse" data-numeric>
        <caption className="sr-only">Tests of the signal</caption>
        <tbody>
          {testRows(candidate).map(([name, value, note]) => (
            <tr key={name} className="border-b border-rule align-top">
              <th scope="row" className="py-px pr-2 text-left font-normal text-muted">
                {name}
              </th>
              <td className="py-px">
                {value}
                {note !== '' && <span className="text-muted"> · {note}</span>}
              </td>
            </tr>
          ))}
          <tr className="align-top">
            <th scope="row" className="py-px pr-2 text-left font-normal text-muted">
              Centroids
            </th>
            <td className="py-px">
              {centroids.length === 0
                ? 'not assessed'
                : centroids.map(({ name, unit, value }) => `${name} ${quantityWords(value, unit)}`).join('; ')}
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function Reasons({ explanation }: { explanation: CurveExplanation }) {
  const reasons = curveReasons(explanation)
  const map = explanation.grad_cam.find(({ view }) => view === 'local')
  return (
    <div data-numeric>
      <Heading>Why: integrated gradients, log-odds of a planet</Heading>
      <table className="w-full border-collapse">
        <caption className="sr-only">The largest reasons</caption>
        <tbody>
          {reasons.slice(0, REASONS).map(({ name, description, log_odds }) => (
            <tr key={name} className="border-b border-rule">
              <th scope="row" className="py-px pr-2 text-left font-normal">
                {description === '' ? name : description} <span className="text-muted">{name}</span>
              </th>
              <td className="py-px text-right">{signed(log_odds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-muted">
        {reasons.length > REASONS && `${reasons.length - REASONS} more. `}From{' '}
        {explanation.integrated_gradients.baseline}; right to{' '}
        {formatQuantity(Math.abs(explanation.integrated_gradients.residual))}.
      </p>
      {map !== undefined && (
        <>
          <Heading>Grad-CAM of the transit, for “{explanation.target.toLowerCase()}”</Heading>
          <p>{faithfulWords(map.faithfulness)}</p>
        </>
      )}
    </div>
  )
}
