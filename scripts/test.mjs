import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, environment, ROOT, run } from './install.mjs'

/** Checks the sources, builds, runs every test, and closes with one line that says how many. */
run('node', ['scripts/check.mjs'])
build()
// a server's database is a thousand files, and most tests start one: where memory can hold them they need no disk
const MEMORY = '/dev/shm'
const ENOUGH = 6 * 2 ** 30
const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'vouch-test-'))
// a database server of a test's own runs as somebody else, who must get in
chmodSync(folder, 0o755)
const report = join(folder, 'report.json')
// whoever presses a key ends the tests; what they left in memory goes before this does
process.on('SIGINT', () => undefined)
const { status } = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: ROOT, env: { ...environment(), TMPDIR: folder }, stdio: 'inherit' },
)
const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
rmSync(folder, { recursive: true, force: true })
if (counts === null) process.exit(status || 1)
const skipped = counts.testResults.flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status: how }) => how === 'pending' || how === 'skipped' || how === 'todo'),
)
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped.length} skipped`)
process.exit(status ?? 1)

function hasRoom(path) {
  if (!existsSync(path)) return false
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize > ENOUGH && freemem() > ENOUGH
}
