import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderReadme } from '../models/render-readme.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stale: string[] = []
if (readFileSync(join(root, 'models/README.md'), 'utf8') !== renderReadme()) stale.push('models/README.md')
const example = spawnSync(process.execPath, [...process.execArgv, 'apps/api/src/env-example.ts', '--check'], {
  cwd: root,
  encoding: 'utf8',
})
if (example.status !== 0) stale.push(`.env.example ${example.stdout}${example.stderr}`)
for (const file of stale) console.log(`${file} is not what the sources say`)
process.exit(stale.length > 0 ? 1 : 0)
