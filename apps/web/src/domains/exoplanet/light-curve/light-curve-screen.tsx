import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useScorers } from '../../../prediction/use-scorers.ts'
import { problemOf, type ShownProblem } from '../../../problem.ts'
import { Button } from '../../../ui/button.tsx'
import { counted, formatBytes } from '../../../ui/format.ts'
import { FilesDrop } from '../../../ui/files-drop.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { Section } from '../../../ui/section.tsx'
import { hasLightCurve } from './curve-models.ts'
import { Found } from './found.tsx'
import { fetchSampleCurve } from './light-curve-client.ts'
import { LocalCurves } from './local-curves.tsx'
import { type Faults, NO_CHOICE, optionsOf, type SearchChoice } from './search-choice.ts'
import { SearchForm } from './search-form.tsx'
import { useCurveSearch } from './use-curve-search.ts'
import { useLocalStars, type LocalStars } from './use-local-stars.ts'

/** Files of a star's light go in and are drawn at once; searched, each signal in them is called and looked at. */
export function LightCurveScreen() {
  const local = useLocalStars()
  const searching = useCurveSearch()
  const { served } = useScorers(undefined, 'exoplanet')
  const [choice, setChoice] = useState<SearchChoice>(NO_CHOICE)
  const [faults, setFaults] = useState<Faults>({})
  const models = (served ?? []).filter(({ id, status }) => hasLightCurve(id) && status === 'ready')
  const busy = searching.phase !== null

  const open = (files: readonly File[]) => {
    searching.forget()
    local.open(files, choice.flux)
  }
  const change = (next: SearchChoice) => {
    setFaults({})
    setChoice(next)
    if (next.flux !== choice.flux && local.format === 'fits') local.open(local.files, next.flux)
  }
  const send = () => {
    const found = optionsOf(choice)
    setFaults('faults' in found ? found.faults : {})
    if ('options' in found) void searching.send(local.files, found.options)
  }
  return (
    <div className="space-y-10">
      <title>Light curve · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl sm:text-4xl">What dims this star?</h1>
        <p className="text-lg text-muted">
          Give Vouch a light curve. It is drawn here at once; searched, every signal in it is folded, tested and called,
          and you see where the network looked. What it would miss, it says{' '}
          <Link to="/light-curve/completeness" className="link">
            of transits that are put in
          </Link>
          .
        </p>
      </header>
      <Section id="curve" title="The light curve">
        <FilesDrop
          label="Light-curve files"
          accept=".fits,.fit,.fts,.csv,.tsv,.txt,.parquet"
          disabled={busy}
          onFiles={open}
        >
          <p className="font-medium">Drop files here, or choose them</p>
          <p className="mt-1 text-sm text-muted">
            FITS of Kepler, K2 or TESS, all quarters or sectors at once; or one CSV or Parquet table with time and flux.
          </p>
        </FilesDrop>
        <Chosen local={local} />
        {local.files.length === 0 && <Sample onFile={(file) => open([file])} />}
        {searching.called === null && <LocalCurves stars={local.stars ?? []} />}
      </Section>
      <Section id="search" title="The search">
        <SearchForm
          choice={choice}
          faults={faults}
          models={models}
          ready={local.files.length > 0 && local.problem === null && !local.reading}
          phase={searching.phase}
          problem={searching.problem}
          onChange={change}
          onSend={send}
          onCancel={searching.cancel}
        />
      </Section>
      {searching.called !== null && (
        <Found called={searching.called} stars={local.stars ?? []} onAgain={searching.forget} />
      )}
    </div>
  )
}

/** A star that nobody has seen, for who has no file at hand. */
function Sample({ onFile }: { onFile: (file: File) => void }) {
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const take = () =>
    fetchSampleCurve().then(onFile, (error: unknown) => {
      setProblem(problemOf(error))
    })
  return (
    <div className="space-y-2">
      <Button onClick={() => void take()}>Try a simulated star</Button>
      {problem !== null && <ProblemNotice problem={problem} />}
    </div>
  )
}

function Chosen({ local: { files, format, stars, reading, problem } }: { local: LocalStars }) {
  if (problem !== null) return <ProblemNotice problem={problem} />
  if (files.length === 0) return null
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const [first] = files
  return (
    <p role="status" className="text-sm" data-numeric>
      <span className="text-muted">Chosen: </span>
      <strong className="font-semibold [overflow-wrap:anywhere]">
        {files.length === 1 ? first?.name : counted(files.length, 'file')}
      </strong>{' '}
      ({formatBytes(bytes)}).{' '}
      {format === 'parquet' && 'Parquet is read by the server: its curve is here after the search.'}
      {stars === null && reading && 'Reading…'}
      {stars !== null && stars.length > 1 && `${counted(stars.length, 'star')}.`}
    </p>
  )
}
