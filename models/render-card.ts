import type { DomainId } from '@vouch/contracts/domain'
import type { Metric } from '@vouch/contracts/metric'
import type { Manifest } from '@vouch/contracts/model'

/** What a domain's rows belong to, and what is drawn anew for intervals. */
const GROUPS: Readonly<Record<DomainId, { readonly groups: string; readonly drawn: string }>> = {
  exoplanet: { groups: 'stars', drawn: 'resampling whole stars' },
  heart: { groups: 'hospitals', drawn: 'resampling the patients of each hospital' },
  other: { groups: 'groups', drawn: 'resampling whole groups' },
}

/** A model's card, from its manifest alone. */
export function renderCard(manifest: Manifest): string {
  const { training, decision, evaluation } = manifest
  const splits = [...new Set(evaluation.map(({ split }) => split))]
  return [
    `# ${manifest.name}`,
    `\`${manifest.id}\` ${manifest.version} · ${manifest.type} · ${manifest.licence}`,
    manifest.summary,
    '## Intended use',
    manifest.intended_use,
    '## Limits',
    list(manifest.limits),
    '## The call',
    `${manifest.positive} when the probability reaches ${decision.threshold} (${decision.chosen_on}). ` +
      (decision.abstain
        ? `From ${decision.abstain.from} to ${decision.abstain.to} the call is marked as an abstention.`
        : 'It never abstains.'),
    `Calibration: ${manifest.calibration.method}, ${manifest.calibration.fitted_on}.`,
    `Trained on tables of: ${manifest.transfer.trained_on.join(', ')}.${same(manifest)} ${manifest.transfer.why}${withheld(manifest)}`,
    '## Measured',
    `Intervals are 95 %, from ${GROUPS[manifest.domain].drawn}.`,
    ...splits.flatMap((split) => [
      `### ${upperFirst(split)}`,
      table(evaluation.filter((metric) => metric.split === split)),
    ]),
    '## Training',
    list([
      ...training.data.map(
        ({ name, rows, licence, source, sha256 }) =>
          `${name}: ${rows} rows; ${source}; ${licence}; sha256 \`${sha256}\``,
      ),
      `${training.rows} labelled rows of ${training.groups} ${GROUPS[manifest.domain].groups}, ${training.positives} of them positive`,
      `${training.split}; seed ${training.seed}`,
      `Settings: ${Object.entries(training.parameters)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    ]),
    'Left out:',
    list(training.dropped.map(({ what, count, why }) => `${what}${count === null ? '' : ` (${count})`}: ${why}`)),
    '## Inputs',
    `${manifest.inputs.length} features, the most important first (${manifest.importance[0]?.method ?? 'none'}).`,
    inputs(manifest),
    '',
  ].join('\n\n')
}

function same({ transfer: { same_quantities: tables = [] } }: Manifest): string {
  return tables.length > 0 ? ` Not trained on, but of the same quantities: ${tables.join(', ')}.` : ''
}

function withheld({ transfer }: Manifest): string {
  return transfer.withheld.length > 0 ? ` Withheld there: ${transfer.withheld.join(', ')}.` : ''
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

function table(metrics: readonly Metric[]): string {
  const rows = metrics.map(
    ({ metric, value, interval, n }) =>
      `| ${metric} | ${value ?? 'not measured'} | ${interval ? `${interval[0]} – ${interval[1]}` : '–'} | ${n} |`,
  )
  const notes = [...new Set(metrics.flatMap(({ note }) => note ?? []))]
  return [
    '| metric | value | interval | n |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...notes.map((note) => `\n${note}`),
  ].join('\n')
}

function inputs({ inputs, importance, views = [] }: Manifest): string {
  const cut = views.map(({ name, description, bins }) => ({ name: `${name} view`, unit: `${bins} bins`, description }))
  const known = new Map([
    ...inputs.map((input) => [input.name, input] as const),
    ...cut.map((view, i) => [views[i]?.name ?? '', view] as const),
  ])
  const rows = importance.flatMap(({ name, importance: share }) => {
    const input = known.get(name)
    return input ? [`| ${input.name} | ${input.unit} | ${input.description} | ${(100 * share).toFixed(1)} % |`] : []
  })
  return ['| feature | unit | what | importance |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
