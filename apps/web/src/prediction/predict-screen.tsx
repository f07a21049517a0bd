import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../account/browser-session.ts'
import { TableIntake } from '../domains/exoplanet/table-intake.tsx'
import { TABLE_DOMAIN } from '../domains/exoplanet/table-source.ts'
import type { SendPhase } from './send-form.ts'
import { SendProgress } from './send-progress.tsx'
import { ModelPicker } from '../model/model-picker.tsx'
import { problemOf, type ShownProblem } from '../problem.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useKeepCalls } from './use-prediction.ts'
import { useScorers } from './use-scorers.ts'
import { useScoring } from './use-scoring.ts'
import { useSource } from './use-source.ts'

/** A table and a model go in; the reader is taken to the calls. */
export function PredictScreen() {
  const navigate = useNavigate()
  const { model: wanted } = useSearch({ from: '/' })
  const { served: all, own, error: modelsError } = useScorers(wanted, TABLE_DOMAIN)
  // those of light curves and of pictures take no table alone
  const served = all?.filter(({ modality }) => modality === 'table') ?? null
  const intake = useSource()
  const scoring = useScoring()
  const known = useSession().kind === 'known'
  const keep = useKeepCalls()
  const [chosen, setChosen] = useState<string | null>(null)
  const [fragile, setFragile] = useState(false)
  const [unkept, setUnkept] = useState<ShownProblem | null>(null)
  const first = served?.find(({ status }) => status === 'ready')?.id
  const model = chosen ?? [...own, ...(served ?? [])].find(({ id }) => id === wanted)?.id ?? first ?? ''
  const busy = scoring.phase !== null
  const { source } = intake

  const go = async () => {
    if (source === null) return
    setUnkept(null)
    const scored = await scoring.score(source, { model, fragile })
    if (scored === null) return
    if (scored.kind === 'job') return navigate({ to: '/jobs/$id', params: { id: scored.id } })
    const id = scored.kind === 'kept' ? scored.id : scored.output.prediction_id
    if (id === null) return setUnkept(problemOf(new Error('The server scored the table but kept nothing to show.')))
    if (scored.kind === 'calls') keep(id, scored.output)
    await navigate({ to: '/predictions/$id', params: { id } })
  }
  return (
    <div className="space-y-10">
      <title>Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl sm:text-4xl">Planet, or false positive?</h1>
        <p className="text-lg text-muted">
          Give Vouch a table of transit signals. A model calls each row, says how sure it is, and shows where the row
          lies among the ones it learned from.
        </p>
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:grid-rows-[auto_1fr]">
        <Step number={1} title="The table">
          <TableIntake
            source={source}
            busy={busy}
            fetching={intake.fetching}
            catalogue={intake.catalogue}
            problem={intake.problem}
            onFile={intake.chooseFile}
            onSample={() => void intake.simulate()}
            onCatalogue={intake.chooseCatalogue}
            onFetchCatalogue={() => void intake.fetchCatalogue()}
          />
        </Step>
        <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Step number={2} title="The model">
            {modelsError !== null && <ProblemNotice problem={problemOf(modelsError)} />}
            {served === null && modelsError === null && (
              <p className="text-sm text-muted">Asking which models are ready…</p>
            )}
            {served !== null && (
              <ModelPicker served={served} own={own} value={model} disabled={busy} onChange={setChosen} />
            )}
            <CheckBox
              label="Look for fragile calls"
              note="Draws each row 64 times within the catalogue’s own errors and says how often the call flips. Takes longer."
              checked={fragile}
              disabled={busy}
              onChange={setFragile}
            />
          </Step>
        </div>
        <Step number={3} title="The calls">
          <Score
            ready={source !== null && model !== ''}
            known={known}
            phase={scoring.phase}
            problem={scoring.problem ?? unkept}
            onScore={() => void go()}
            onCancel={scoring.cancel}
          />
        </Step>
      </div>
    </div>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <section aria-labelledby={`step-${number}`} className="min-w-0 space-y-4">
      <h2 id={`step-${number}`} className="flex items-baseline gap-3 border-b border-rule pb-2 text-xl">
        <span className="text-base text-muted" data-numeric>
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  )
}

interface ScoreProps {
  /** whether a table and a model are chosen */
  ready: boolean
  /** whether the result will belong to somebody */
  known: boolean
  phase: SendPhase | null
  problem: ShownProblem | null
  onScore: () => void
  onCancel: () => void
}

function Score({ ready, known, phase, problem, onScore, onCancel }: ScoreProps) {
  return (
    <>
      {phase === null ? (
        <Button look="primary" className="w-full sm:w-72" disabled={!ready} onClick={onScore}>
          {ready ? 'Score the table' : 'Choose a table first'}
        </Button>
      ) : (
        <SendProgress phase={phase} onCancel={onCancel} />
      )}
      {problem !== null && <ProblemNotice problem={problem} />}
      <p className="text-sm text-muted">
        The file goes to this Vouch server and nowhere else. Columns that would tell the answer are reported, never
        used.{' '}
        {known
          ? 'Only you and the admins can open the result.'
          : 'Without an account, whoever has the result’s address can open it, and it goes by itself after some days.'}
      </p>
    </>
  )
}
