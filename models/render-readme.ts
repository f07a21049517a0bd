import type { Manifest } from '@vouch/contracts/model'
import { modelPaths, readFolder } from './read-folder.ts'

/** `models/README.md`: what is served, from the manifests. */
export function renderReadme(): string {
  const rows = modelPaths().map((path) => {
    const { manifest } = readFolder(path)
    return `| [\`${manifest.id}\`](${path}/CARD.md) | ${manifest.name} | ${figure(manifest, 'roc_auc')} | ${figure(manifest, 'average_precision')} | ${figure(manifest, 'brier')} | ${inputsOf(manifest)} | ${Math.round(manifest.graph.bytes / 1024)} kB |`
  })
  return `# Models

Each folder is one model: immutable data with the program that made it. A changed file needs a new version. This table is
written by \`npm run train\` from the manifests; figures are of rows that a model had not seen, cross-validated by
star, of patients with one hospital left out at a time, of pictures on lesions held out, with 95 % intervals.

| model | what it calls | ROC AUC | average precision | Brier | inputs | graph |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

\`npm run train -- exoplanet/koi\` trains one again, from the archive's tables in the folder \`VOUCH_DATA\` names
(\`kepler/koi.csv\`, \`k2/k2pandc_transit.csv\`, \`tess/toi.csv\`, \`kepler/dr25_tce.csv\`: a mission's model learns from its
own, and is measured on others) or from a file named with \`--data\`; \`npm run train -- heart/risk\` from the four files of
\`heart/\` there. \`npm run train -- exoplanet/light-curve\` and \`exoplanet/light-curve-tess\` learn from the folded views of
\`lightcurves/\` and need Python with PyTorch and NumPy (\`VOUCH_PYTHON\` names it, else \`python3\`); one that was broken off goes on
where it was; so does \`npm run train -- skin/lesion\`, from \`skin/\` there. \`exoplanet/ensemble\` joins \`koi\` and \`light-curve\` and comes after both. Of the others, the same data and seed give the same \`model.onnx\` to the byte. \`conformance.test.ts\` holds what every folder
must do.
`
}

function inputsOf({ inputs, picture, views = [] }: Manifest): string {
  if (picture) return `${picture.width} × ${picture.height} pixels`
  const bins = views.reduce((sum, view) => sum + view.bins, 0)
  return bins === 0 ? String(inputs.length) : `${inputs.length} and ${bins} bins`
}

function figure({ evaluation }: Manifest, name: string): string {
  const found = evaluation.find(({ metric }) => metric === name)
  if (!found || found.value === null) return 'not measured'
  const [low, high] = found.interval ?? [null, null]
  const short = (value: number | null) => (value === null ? '–' : value.toFixed(4).replace(/^0/, ''))
  return `${short(found.value)} (${short(low)}–${short(high)}), n ${found.n}`
}
