import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, environment, ROOT, run } from './install.mjs'

/** Checks the sources, builds, runs every test, and closes with one line that says how many. */
run('node', ['scripts/check.mjs'])
build()
const folder = mkdtempSync(join(tmpdir(), 'vouch-test-'))
const report = join(folder, 'report.json')
const { status } = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: ROOT, env: environment(), stdio: 'inherit' },
)
const counts = JSON.parse(readFileSync(report, 'utf8'))
rmSync(folder, { recursive: true })
const skipped = counts.testResults.flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status: how }) => how === 'pending' || how === 'skipped' || how === 'todo'),
)
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped.length} skipped`)
process.exit(status ?? 1)
