import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { renderReadme } from './render-readme.ts'

const USAGE = `npm run train -- exoplanet/MODEL [--data FILE] [--folder FOLDER] [--out FOLDER]

  MODEL     koi, koi-archive, koi-catalogue, toi, k2, tce
  --data    the table to train on (default: that of the model's mission in --folder)
  --folder  holds kepler/koi.csv, k2/k2pandc_transit.csv, tess/toi.csv and kepler/dr25_tce.csv: a model learns from its own
            mission's, k2 from the KOI table too, and is measured on others (default: VOUCH_DATA or ../shared/data)
  --out     where the model's folder is written (default: models/exoplanet/MODEL)
`

const here = dirname(fileURLToPath(import.meta.url))

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, folder: { type: 'string' }, out: { type: 'string' } },
  })
  const [model] = positionals
  if (positionals.length !== 1 || !model || !/^[a-z]+\/[a-z0-9-]+$/.test(model)) throw new Error(USAGE)
  const program = join(here, model, 'train.ts')
  if (!existsSync(program)) throw new Error(`There is no model ${model}.\n\n${USAGE}`)
  const folder = resolve(values.folder ?? process.env['VOUCH_DATA'] ?? join(here, '../../shared/data'))
  const data = values.data ? resolve(values.data) : null
  const { train } = (await import(program)) as { train: (options: TrainOptions) => Promise<void> }
  await train({ data, folder: existsSync(folder) ? folder : null, out: resolve(values.out ?? join(here, model)) })
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
