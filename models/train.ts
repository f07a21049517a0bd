import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { renderReadme } from './render-readme.ts'

const USAGE = `npm run train -- DOMAIN/MODEL [--data FILE] [--folder FOLDER] [--out FOLDER]

  MODEL     exoplanet/koi, koi-archive, koi-catalogue, toi, k2, tce, light-curve, light-curve-tess, ensemble; heart/risk; skin/lesion
  --data    the table to train on (default: that of the model's mission in --folder)
  --folder  holds kepler/koi.csv, k2/k2pandc_transit.csv, tess/toi.csv and kepler/dr25_tce.csv: a model learns from its own
            mission's, k2 from the KOI table too, and is measured on others (default: VOUCH_DATA or ../shared/data)
            light-curve and light-curve-tess learn from lightcurves/ in it, by a recipe of PyTorch’s; ensemble joins koi and
            light-curve, which have to be there
            skin/lesion learns from skin/ham10000.csv and the pictures beside it, by a recipe of PyTorch’s
            heart/risk learns from heart/cleveland.csv, hungarian.csv, switzerland.csv and va.csv in it
  --out     where the model's folder is written (default: its own under models)
`

const here = dirname(fileURLToPath(import.meta.url))

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, folder: { type: 'string' }, out: { type: 'string' } },
  })
  const [model] = positionals
  if (positionals.length !== 1 || !model || !/^[a-z]+\/[a-z0-9-]+$/.test(model)) throw new Error(USAGE)
  const [domain = '', name = ''] = model.split('/')
  // a model's id names its domain where it says nothing without: heart/risk is heart/heart-risk
  const path = [join(here, model), join(here, domain, `${domain}-${name}`)].find((one) =>
    existsSync(join(one, 'train.ts')),
  )
  if (!path) throw new Error(`There is no model ${model}.\n\n${USAGE}`)
  const folder = resolve(values.folder ?? process.env['VOUCH_DATA'] ?? join(here, '../../shared/data'))
  const data = values.data ? resolve(values.data) : null
  const { train } = (await import(join(path, 'train.ts'))) as { train: (options: TrainOptions) => Promise<void> }
  await train({ data, folder: existsSync(folder) ? folder : null, out: resolve(values.out ?? path) })
  if (!values.out) writeFileSync(join(here, 'README.md'), renderReadme())
}

/** What a model's `train.ts` is given. */
export interface TrainOptions {
  /** the table with the labels; null: that of the model's mission in `folder` */
  readonly data: string | null
  /** the missions' tables, null where there are none */
  readonly folder: string | null
  readonly out: string
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
