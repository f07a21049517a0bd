import type { DomainId } from '@vouch/contracts/domain'
import type { Metric } from '@vouch/contracts/metric'
import type { Manifest, PictureModel } from '@vouch/contracts/model'

/** What a domain's rows belong to, and what is drawn anew for intervals. */
const GROUPS: Readonly<Record<DomainId, { readonly groups: string; readonly drawn: string }>> = {
  exoplanet: { groups: 'stars', drawn: 'resampling whole stars' },
  heart: { groups: 'hospitals', drawn: 'resampling the patients of each hospital' },
  skin: { groups: 'lesions', drawn: 'resampling whole lesions' },
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
    ...calledOf(manifest),
    `Calibration: ${manifest.calibration.method}, ${manifest.calibration.fitted_on}.`,
    `Trained on ${manifest.picture ? 'pictures' : 'tables'} of: ${manifest.transfer.trained_on.join(', ')}.${same(manifest)} ${manifest.transfer.why}${withheld(manifest)}`,
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
      `${training.rows} labelled ${manifest.picture ? 'pictures' : 'rows'} of ${training.groups} ${GROUPS[manifest.domain].groups}, ${training.positives} of them positive`,
      `${training.split}; seed ${training.seed}`,
      `Settings: ${Object.entries(training.parameters)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    ]),
    'Left out:',
    list(training.dropped.map(({ what, count, why }) => `${what}${count === null ? '' : ` (${count})`}: ${why}`)),
    '## Inputs',
    ...inputsOf(manifest),
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

/** Of pictures: the class that is called beside the label. */
function calledOf({ picture, positive }: Manifest): string[] {
  if (!picture) return []
  const { classes, called } = picture
  const names = classes.filter((one) => one.positive).map(({ name }) => name)
  return [
    `The probability of ${positive} is the sum over: ${names.join(', ')}. The class that is called beside it is the one of the greatest log-probability and offset (${called.offsets.join(', ')}; ${called.chosen_on}).`,
  ]
}

const FITS = {
  cover: 'what is too long is cut off',
  contain: 'what is missing is filled up with the mean colour',
  fill: 'it is stretched',
} as const satisfies Record<PictureModel['fit'], string>

function inputsOf(manifest: Manifest): string[] {
  const { picture } = manifest
  if (!picture)
    return [
      `${manifest.inputs.length} features, the most important first (${manifest.importance[0]?.method ?? 'none'}).`,
      inputs(manifest),
    ]
  const { width, height, fit, mirrored, layer, classes, novelty, said, quality } = picture
  const used = said ? [...Object.keys(said.numbers), ...Object.keys(said.words)] : []
  const [dark, bright] = quality.brightness
  return [
    `A picture of ${width} × ${height} pixels; of one of another shape, ${FITS[fit]}.${mirrored ? ' It is scored with its mirror images.' : ''} Grad-CAM looks at \`${layer}\`.`,
    novelty
      ? `A picture of something else is told by ${novelty.tensor ?? 'the energy of its scores'} above ${novelty.limit} (${novelty.chosen_on}).`
      : 'It does not tell a picture of something else.',
    used.length > 0
      ? `What is said beside it moves the probabilities: ${used.join(', ')} (${said?.fitted_on ?? ''}). What is not said moves nothing.`
      : 'Nothing is used beside the picture.',
    `It abstains from a picture of a sharpness below ${quality.least_sharpness}, a brightness below ${dark} or above ${bright}, or a contrast below ${quality.least_contrast} (${quality.chosen_on}).`,
    ['| class | label |', '| --- | --- |', ...classes.map((one) => `| ${one.name} | ${labelOf(manifest, one)} |`)].join(
      '\n',
    ),
  ]
}

function labelOf({ labels, positive: name }: Manifest, { positive }: { readonly positive: boolean }): string {
  return positive ? name : labels.filter((label) => label !== name).join(', ')
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
