import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { InjectionOptions } from '@vouch/contracts/domains/injection'
import { useScorers } from '../../../prediction/use-scorers.ts'
import { problemOf, type ShownProblem } from '../../../problem.ts'
import { Button } from '../../../ui/button.tsx'
import { FilesDrop } from '../../../ui/files-drop.tsx'
import { counted } from '../../../ui/format.ts'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { Section } from '../../../ui/section.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { hasLightCurve } from './curve-models.ts'
import { injectTransits } from './light-curve-client.ts'

const FIELDS = [
  ['n', 'Transits', 'Up to 200; with an account 2,000.'],
  ['seed', 'Seed', 'The same one gives the same answer.'],
  ['period_from', 'Periods from, days', ''],
  ['period_to', 'to, days', 'Empty: 30, or what the curve shows twice.'],
  ['radius_from', 'Radii from, Earths', ''],
  ['radius_to', 'to, Earths', ''],
] as const
type Field = (typeof FIELDS)[number][0]

const BEGIN: Record<Field, string> = {
  n: '60',
  seed: '1',
  period_from: '1',
  period_to: '',
  radius_from: '1',
  radius_to: '16',
}

/** How much would be found: transits that are known are put into a curve, and looked for as any. */
export function CompletenessScreen() {
  const navigate = useNavigate()
  const { served } = useScorers(undefined, 'exoplanet')
  const models = (served ?? []).filter(({ id, status }) => hasLightCurve(id) && status === 'ready' && id !== 'ensemble')
  const [files, setFiles] = useState<readonly File[]>([])
  const [choice, setChoice] = useState(BEGIN)
  const [model, setModel] = useState('')
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const said = FIELDS.filter(([name]) => choice[name].trim() !== '')
  const options = {
    ...Object.fromEntries(said.map(([name]) => [name, Number(choice[name])] as const)),
    ...(model !== '' && { model }),
  }
  const faulty = InjectionOptions.safeParse(options).error?.issues.map(({ path }) => path[0]) ?? []
  const send = async () => {
    setSending(true)
    setProblem(null)
    try {
      const { job_id: id } = await injectTransits(files, options)
      await navigate({ to: '/light-curve/completeness/$id', params: { id } })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setSending(false)
    }
  }
  return (
    <div className="space-y-10">
      <title>Completeness · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl sm:text-4xl">What would be missed?</h1>
        <p className="text-lg text-muted">
          Transits whose period and size are known are put into a light curve, one at a time, and looked for as any
          other: what is found, and called a planet, is counted.
        </p>
      </header>
      <Section id="into" title="The curve">
        <FilesDrop
          label="Light-curve files of one star"
          accept=".fits,.fit,.fts,.csv,.parquet"
          disabled={sending}
          onFiles={setFiles}
        >
          <p className="font-medium">Drop files of one star here, or choose them</p>
          <p className="mt-1 text-sm text-muted">
            {files.length > 0
              ? `${counted(files.length, 'file')} chosen.`
              : 'Without any, the curve is white noise of a star like the sun: 100 ppm a cadence, 90 days.'}
          </p>
        </FilesDrop>
      </Section>
      <Section id="what" title="The transits">
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!sending && faulty.length === 0) void send()
          }}
        >
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            {FIELDS.map(([name, label, note]) => (
              <TextField
                key={name}
                label={label}
                {...(note === '' ? {} : { note })}
                inputMode="decimal"
                value={choice[name]}
                fault={faulty.includes(name) ? 'This is not a number that is taken here.' : null}
                onChange={(value) => setChoice({ ...choice, [name]: value })}
              />
            ))}
            <SelectField
              label="Model"
              value={model}
              options={[['', 'That of the curve’s mission'], ...models.map(({ id, name }) => [id, name] as const)]}
              onChange={setModel}
            />
          </div>
          <Button type="submit" look="primary" className="w-full sm:w-72" disabled={sending || faulty.length > 0}>
            {sending ? 'Sending…' : 'Put them in and look'}
          </Button>
          {problem !== null && <ProblemNotice problem={problem} />}
        </form>
      </Section>
    </div>
  )
}
