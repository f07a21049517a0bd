import type { Problem } from '@vouch/contracts/error'
import { useNavigate } from '@tanstack/react-router'
import { Checkbox } from 'radix-ui'
import { useState } from 'react'
import { TableIntake } from '../domains/exoplanet/table-intake.tsx'
import type { ScorePhase } from '../domains/exoplanet/upload-table.ts'
import { ModelPicker } from '../model/model-picker.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { useKeepCalls } from './use-prediction.ts'
import { useScoring } from './use-scoring.ts'
import { useSource } from './use-source.ts'

/** A table and a model go in; the reader is taken to the calls. */
export function PredictScreen() {
  const navigate = useNavigate()
  const models = trpc.model.list.useQuery()
  const intake = useSource()
  const scoring = useScoring()
  const keep = useKeepCalls()
  const [chosen, setChosen] = useState<string | null>(null)
  const [fragile, setFragile] = useState(false)
  const [unkept, setUnkept] = useState<Problem | null>(null)
  const model = chosen ?? models.data?.models.find((known) => known.status === 'ready')?.id ?? ''
  const busy = scoring.phase !== null
  const { source } = intake

  const go = async () => {
    if (source === null) return
    setUnkept(null)
    const output = await scoring.score(source, { model, fragile })
    if (output === null) return
    if (output.prediction_id === null)
      return setUnkept(problemOf(new Error('The server scored the table but kept nothing to show.')))
    keep(output.prediction_id, output)
    await navigate({ to: '/predictions/$id', params: { id: output.prediction_id } })
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
            {models.error !== null && <ProblemNotice problem={problemOf(models.error)} />}
            {models.isPending && <p className="text-sm text-muted">Asking which models are ready…</p>}
            {models.data !== undefined && (
              <ModelPicker models={models.data.models} value={model} disabled={busy} onChange={setChosen} />
            )}
            <FragileOption checked={fragile} disabled={busy} onChange={setFragile} />
          </Step>
        </div>
        <Step number={3} title="The calls">
          <Score
            ready={source !== null && model !== ''}
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
  phase: ScorePhase | null
  problem: Problem | null
  onScore: () => void
  onCancel: () => void
}

function Score({ ready, phase, problem, onScore, onCancel }: ScoreProps) {
  return (
    <>
      {phase === null ? (
        <Button look="primary" className="w-full sm:w-72" disabled={!ready} onClick={onScore}>
          {ready ? 'Score the table' : 'Choose a table first'}
        </Button>
      ) : (
        <Running phase={phase} onCancel={onCancel} />
      )}
      {problem !== null && <ProblemNotice problem={problem} />}
      <p className="text-sm text-muted">
        The file goes to this Vouch server and nowhere else. Columns that would tell the answer are reported, never
        used.
      </p>
    </>
  )
}

function Running({ phase, onCancel }: { phase: ScorePhase; onCancel: () => void }) {
  return (
    <div className="space-y-3">
      {phase.kind === 'sending' ? (
        <ProgressBar share={phase.share} label={`Sending: ${Math.floor(phase.share * 100)} %`} />
      ) : (
        <ProgressBar share={null} label="Reading and scoring…" />
      )}
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  )
}

interface FragileOptionProps {
  checked: boolean
  disabled: boolean
  onChange: (checked: boolean) => void
}

function FragileOption({ checked, disabled, onChange }: FragileOptionProps) {
  return (
    <div className="flex gap-3 text-sm">
      <Checkbox.Root
        id="fragile"
        checked={checked}
        disabled={disabled}
        onCheckedChange={(value) => onChange(value === true)}
        aria-describedby="fragile-note"
        className="mt-0.5 grid size-5 shrink-0 place-items-center rounded border-2 border-edge data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Checkbox.Indicator>
          <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
            <path d="M2 6l3 3 5-6" fill="none" stroke="var(--on-accent)" strokeWidth="2" />
          </svg>
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div>
        <label htmlFor="fragile" className="font-medium">
          Look for fragile calls
        </label>
        <p id="fragile-note" className="text-muted">
          Draws each row 64 times within the catalogue’s own errors and says how often the call flips. Takes longer.
        </p>
      </div>
    </div>
  )
}
