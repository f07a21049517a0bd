import type { Comparison } from '@vouch/contracts/comparison'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../account/browser-session.ts'
import { MOST_SERIES } from '../charts/strokes.ts'
import { formatInterval, metricWords } from '../model/metric-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatMeasure, formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { AgreementSection, PairedTable } from './agreement-section.tsx'
import { ComparedCurves } from './compared-curves.tsx'
import { comparedModels, readOthers } from './comparison-words.ts'
import { CostTable } from './cost-table.tsx'
import { settingWords } from './setting-words.ts'

/** Models of one table side by side, at an address of their own: the first is what the others are held against. */
export function CompareScreen() {
  const { id } = useParams({ from: '/compare/$id' })
  const { with: list } = useSearch({ from: '/compare/$id' })
  const others = readOthers(list, id, MOST_SERIES - 1)
  const asked = trpc.useQueries((ask) => others.map((other) => ask.training.compare({ id, with: other })))
  const comparisons = asked.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const waiting = asked.filter(({ isPending }) => isPending).length
  return (
    <div className="space-y-10">
      <title>Models side by side · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <p className="text-sm">
          <Link to="/trainings/$id" params={{ id }} className="link">
            The first model’s training
          </Link>
        </p>
        <h1 className="text-3xl">Models side by side</h1>
        <p className="text-muted">
          Each pair is measured here on the same rows: every labelled row that both judged without having been trained
          on it. The first is what the others are held against.
        </p>
      </header>
      {asked.map(({ error }, index) =>
        error === null ? null : (
          <div key={others[index]} className="space-y-1">
            <p className="text-sm">
              With <code className="font-mono">{others[index]}</code>:
            </p>
            <ProblemNotice problem={problemOf(error)} />
          </div>
        ),
      )}
      {waiting > 0 && <p role="status">Measuring on the rows that both judged…</p>}
      {comparisons.length > 0 && <Found comparisons={comparisons} />}
      <AddModel id={id} others={others} />
    </div>
  )
}

function Found({ comparisons }: { comparisons: readonly Comparison[] }) {
  const models = comparedModels(comparisons)
  const sameRows = new Set(comparisons.map(({ paired }) => paired.n)).size === 1
  const cautions = [
    ...(sameRows
      ? []
      : ['Not every model judged as many rows: put two alone beside each other for figures of the same ones.']),
    ...new Set(comparisons.flatMap((one) => one.cautions)),
  ]
  const names = comparisons[0]?.first.metrics.map(({ metric }) => metric) ?? []
  return (
    <>
      <Section id="metrics" title="Figures">
        <FigureTable
          caption="Each model’s figures on the rows that both judged, with their 95 % intervals"
          captionHidden
          head={['Metric', ...models.map(({ name }) => name)]}
          numeric={models.map((_, column) => column + 1)}
          rows={[
            ...names.map((name) => [
              metricWords(name),
              ...models.map(({ name: model, side }) => {
                const metric = side.metrics.find((one) => one.metric === name)
                return (
                  <span key={model} data-numeric>
                    {formatMeasure(metric?.value ?? null, 4)}
                    <span className="block text-xs text-muted">{formatInterval(metric?.interval ?? null, 4)}</span>
                  </span>
                )
              }),
            ]),
            ['Threshold', ...models.map(({ side }) => formatMeasure(side.threshold, 3))],
            ['n', ...models.map(({ side }) => formatCount(side.curves.roc.n))],
          ]}
        />
        <PairedTable comparisons={comparisons} />
        <Notice tone="plain" title="What to mind" role="note">
          <ul className="list-disc space-y-1 pl-5">
            {cautions.map((caution) => (
              <li key={caution}>{caution}</li>
            ))}
          </ul>
        </Notice>
      </Section>
      <ComparedCurves comparisons={comparisons} />
      {comparisons.map((comparison) => (
        <AgreementSection key={comparison.second.model} comparison={comparison} />
      ))}
      <Section id="cost" title="What each took">
        <CostTable models={models} />
      </Section>
    </>
  )
}

/** Where one more is chosen: of one's own trainings on the same table, or of the models that come with Vouch. */
function AddModel({ id, others }: { id: string; others: readonly string[] }) {
  const navigate = useNavigate()
  const known = useSession().kind === 'known'
  const served = trpc.model.list.useQuery()
  const first = trpc.training.get.useQuery({ id })
  const trainings = trpc.training.list.useQuery({ limit: SHOWN }, { enabled: known, staleTime: 0 })
  const [chosen, setChosen] = useState('')
  const own = trainings.data?.sessions.flatMap(({ session_id, dataset_id, result, config, created_at }) =>
    session_id === id || result === null || dataset_id !== first.data?.dataset_id
      ? []
      : [[session_id, `Yours: ${config.model_type}, ${settingWords(config)}. ${formatMoment(created_at)}`] as const],
  )
  const ready = served.data?.models.filter(({ status }) => status === 'ready') ?? []
  const options = [
    ...(own ?? []),
    ...ready.map((model) => [model.id, `With Vouch: ${model.id}, ${model.name}`] as const),
  ].filter(([model]) => !others.includes(model))
  if (options.length === 0 || others.length >= MOST_SERIES - 1) return null
  const value = options.find(([model]) => model === chosen)?.[0] ?? options[0]?.[0] ?? ''
  const add = () => navigate({ to: '/compare/$id', params: { id }, search: { with: [...others, value].join(',') } })
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        label={others.length === 0 ? 'The model to hold against it' : 'One more model'}
        value={value}
        options={options}
        onChange={setChosen}
      />
      <Button onClick={() => void add()}>Put it beside {others.length === 0 ? 'it' : 'them'}</Button>
    </div>
  )
}

const SHOWN = 100
