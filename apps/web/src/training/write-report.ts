import type { DatasetAudit } from '@vouch/contracts/dataset'
import type { Manifest } from '@vouch/contracts/model'
import type { TrainingResult, TrainingSession, TrainingVisualization } from '@vouch/contracts/training'
import { classNames, confusionFigure } from '../charts/confusion-matrix.tsx'
import { drawFigure } from '../charts/draw-figure.ts'
import type { Figure } from '../charts/figure.ts'
import { importanceFigure } from '../charts/importance-bars.tsx'
import { learningFigure } from '../charts/learning-curves.tsx'
import { dependenceFigures } from '../charts/partial-dependence-plot.tsx'
import { precisionRecallFigure } from '../charts/precision-recall-curve.tsx'
import { reliabilityFigure } from '../charts/reliability-diagram.tsx'
import { rocFigure } from '../charts/roc-curve.tsx'
import { shapFigure } from '../charts/shap-swarm.tsx'
import { bySplit } from '../model/metric-table.tsx'
import { formatInterval, metricWords } from '../model/metric-words.ts'
import { formatCount, formatMeasure, formatMoment } from '../ui/format.ts'
import { Html, html, htmlDocument, htmlFacts, htmlTable } from './report-html.ts'

export interface Reported {
  readonly training: TrainingSession
  readonly result: TrainingResult
  readonly figures: TrainingVisualization
  readonly manifest: Manifest
  /** null where the table could not be audited */
  readonly audit: DatasetAudit | null
  /** when the report is made */
  readonly now: string
  /** where the training is found */
  readonly address: string
}

/** All that is known of a training as one document that can be read, printed and kept without Vouch. */
export function writeReport(reported: Reported): string {
  const { training, result, manifest } = reported
  const { badge } = manifest
  return htmlDocument(
    `${training.name}: report`,
    html`<h1>${training.name}</h1>
      <p>
        A model’s calls are opinions, not confirmations. Metrics and curves are of rows that the model they are of had
        not seen; n is beside each, and intervals are at 95 %.
      </p>
      ${badge ? badgeOf(badge) : null}
      ${htmlFacts([
        ['Model', html`<code>${result.model_id}</code>, ${manifest.type}`],
        ['Training', html`<code>${training.session_id}</code>`],
        ['Found at', reported.address],
        ['Trained', training.finished_at === null ? manifest.training.trained_at : formatMoment(training.finished_at)],
        ['This report', formatMoment(reported.now)],
        ['Graph (ONNX), sha256', html`<code>${result.model_sha256}</code>`],
        [
          'Graph against trainer',
          `differs by ${result.parity.probability.toExponential(1)} of probability at most, n = ${formatCount(result.parity.rows)}`,
        ],
        ['Done again', reproductionWords(training)],
      ])}
      <h2>Data</h2>
      ${dataOf(reported)}
      <h2>Columns that may tell the answer</h2>
      ${auditOf(reported)}
      <h2>Configuration</h2>
      ${configurationOf(reported)}
      <h2>What was measured</h2>
      ${bySplit(result.metrics).map(([split, metrics]) =>
        htmlTable({
          caption: split,
          head: ['Metric', 'Value', '95 % interval', 'n'],
          numbersFrom: 1,
          rows: metrics.map(({ metric, value, interval, n }) => [
            metricWords(metric),
            formatMeasure(value, 4),
            formatInterval(interval, 4),
            formatCount(n),
          ]),
        }),
      )}
      <p>
        A row is called positive at a probability of ${formatMeasure(result.threshold, 3)} or more, chosen by
        ${manifest.decision.chosen_on}. Calibration: ${manifest.calibration.method}, fitted on
        ${manifest.calibration.fitted_on}.
      </p>
      <h2>Figures</h2>
      ${reportFigures(reported).map(drawn)}
      <h2>What it is for, and its limits</h2>
      <p>${manifest.intended_use}</p>
      <ul>
        ${manifest.limits.map((limit) => html`<li>${limit}</li>`)}
      </ul>`,
  )
}

function drawn(figure: Figure): Html {
  const { caption, head, rows, numeric = [] } = figure.numbers
  return html`<figure>
    <div role="img" aria-label="${figure.title}. ${figure.note}">${new Html(drawFigure(figure).svg)}</div>
    <details>
      <summary>The numbers</summary>
      ${htmlTable({ caption, head, rows, numbersFrom: numeric[0] ?? head.length })}
    </details>
  </figure>`
}

function badgeOf(badge: NonNullable<Manifest['badge']>): Html {
  return html`<div class="warn">
    <strong>Trained over a warning.</strong> These inputs may tell the answer:
    <ul>
      ${badge.columns.map(({ column, reason }) => html`<li><code>${column}</code>: ${reason}</li>`)}
    </ul>
  </div>`
}

function reproductionWords({ reproduction }: TrainingSession): string {
  if (reproduction === null) return 'not in this training'
  return reproduction.same === true
    ? `it did ${reproduction.of} again, to the byte`
    : `it did ${reproduction.of} again and made another graph`
}

function dataOf({ training, result, manifest }: Reported): Html {
  const [data] = manifest.training.data
  return htmlFacts([
    ['Table', data?.name],
    ['Data set', html`<code>${training.dataset_id}</code>`],
    ['sha256 of its bytes', html`<code>${training.dataset_sha256}</code>`],
    ['Licence', data?.licence === '' ? 'not stated' : data?.licence],
    ['Labelled rows', formatCount(result.rows)],
    [
      'Groups that are never split',
      result.groups === null ? 'none: rows were split one by one' : formatCount(result.groups),
    ],
    ['Positive', `${formatCount(result.positives)} rows`],
    ['Negative', `${formatCount(result.rows - result.positives)} rows`],
    ['Split', manifest.training.split],
    ['Inputs', html`${result.features.length}: ${result.features.join(', ')}`],
  ])
}

function auditOf({ audit, result }: Reported): Html {
  if (audit === null) return html`<p>The columns could not be held against the label when this report was written.</p>`
  const flagged = audit.columns.filter(({ verdict }) => verdict !== 'ok')
  const inputs = new Set(result.features)
  if (flagged.length === 0)
    return html`<p>
      All ${audit.columns.length} columns were held against the label on ${formatCount(audit.rows)} rows: none tells it.
    </p>`
  return htmlTable({
    caption: `Of ${audit.columns.length} columns held against the label on ${formatCount(audit.rows)} rows, those that may tell it; refused ones are never learned from`,
    head: ['Column', 'Verdict', 'Why', 'Learned from'],
    rows: flagged.map(({ column, verdict, reason }) => [column, verdict, reason, inputs.has(column) ? 'yes' : 'no']),
  })
}

function configurationOf({ training: { config, warnings }, result, manifest }: Reported): Html {
  const words = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  return html`${htmlFacts([
    ['Kind of model', manifest.type],
    ['Label', manifest.limits[0] ?? config.label],
    ['Rows belong together by', config.group_key ?? 'nothing: rows were split one by one'],
    ['Folds', config.folds],
    ['Locked test', config.test_share === 0 ? 'none' : `${(100 * config.test_share).toFixed(0)} % of the groups`],
    ['Decision', words(config.decision)],
    [
      'Search',
      config.search.method === 'none' ? 'none' : `${words(config.search)}; ${result.trials.length} settings tried`,
    ],
    ['Row weight', config.weight ?? 'none: every row counts the same'],
    ['Class weight', config.class_weight],
    ['Seed', config.seed],
    ...(result.stopped_at === null
      ? []
      : [
          [
            'Stopped',
            `as it was told: the model has ${result.stopped_at} rounds, as the folds that are judged`,
          ] as const,
        ]),
  ])}
  ${htmlTable({
    caption: 'Hyper-parameters that it was trained with',
    head: ['Name', 'Value'],
    rows: Object.entries(result.hyperparameters).map(([name, value]) => [name, words(value)]),
  })}
  ${
    warnings.length === 0
      ? null
      : html`<p>Said before it began:</p>
          <ul>
            ${warnings.map(({ field, message }) => html`<li><code>${field}</code>: ${message}</li>`)}
          </ul>`
  }`
}

/** Every figure of the training's page, in its order. */
export function reportFigures({ result, figures, manifest }: Reported): Figure[] {
  const curves = figures.test ?? figures.out_of_fold
  const { split } = curves
  const of = <Data>(data: Data) => [{ name: '', data }]
  const positive = 'the positive label'
  const learning = learningFigure({ curves: figures.learning_curves, rows: result.rows })
  const method = manifest.importance[0]?.method ?? ''
  return [
    rocFigure(of(curves.roc), split),
    precisionRecallFigure(of(curves.precision_recall), { split, prevalence: result.positives / result.rows }),
    reliabilityFigure(of(curves.calibration), split),
    confusionFigure({ counts: figures.confusion, threshold: result.threshold, split, classes: classNames(manifest) }),
    ...(learning === null ? [] : [learning]),
    importanceFigure({ features: figures.importance, method, n: curves.roc.n }),
    ...(figures.shap === null ? [] : [shapFigure({ shap: figures.shap, positive })]),
    ...(figures.partial_dependence === null
      ? []
      : dependenceFigures({ effects: figures.partial_dependence, positive })),
  ]
}
