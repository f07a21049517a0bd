import { spawnSync } from 'node:child_process'
import { environment, ROOT } from './install.mjs'

const TYPED = ['packages/contracts', 'packages/core', 'models', 'apps/api', 'apps/web']

/** @type {[name: string, command: string, args: string[]][]} Everything that can be said of the sources without running them. Each step runs, so that one look shows all faults. */
const STEPS = [
  ['packages are built', 'turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['lint, and arrows between packages', 'oxlint', ['--type-aware', '--deny-warnings', '--quiet']],
  ...TYPED.map(
    (folder) => /** @type {[string, string, string[]]} */ ([`types of ${folder}`, 'tsc', ['-p', folder, '--noEmit']]),
  ),
  ['dead code', 'knip', []],
  ['documented paths exist', 'node', ['scripts/check-paths.mjs']],
  [
    'generated files are current',
    'node',
    ['--import', 'tsx', '--conditions=@vouch/source', 'scripts/check-generated.ts'],
  ],
]

const faults = []
for (const [name, command, args] of STEPS) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, env: environment(), encoding: 'utf8' })
  console.log(`${status === 0 ? 'ok   ' : 'FAULT'} ${name}`)
  if (status === 0) continue
  faults.push(name)
  console.log(`${stdout}${stderr}`)
}
if (faults.length > 0) {
  console.log(`check: ${faults.length} of ${STEPS.length} failed: ${faults.join('; ')}`)
  process.exit(1)
}
