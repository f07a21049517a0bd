import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const ROWS = 60

/** `@vouch/core` and `@vouch/contracts` as another service gets them: packed, installed by npm, far from this repository. */
describe('packed and installed elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-packed-'))
  const environment = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', ORT_DISABLE_TELEMETRY: '1' }
  const run = (command: string, args: string[], cwd = folder) =>
    execFileSync(command, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  beforeAll(() => {
    for (const name of ['contracts', 'core'])
      run(bin('pnpm'), ['pack', '--pack-destination', folder], join(root, 'packages', name))
    const archives = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    const at = (part: string) => `file:./${archives.find((name) => name.includes(part)) ?? 'missing'}`
    const dependencies = { '@vouch/contracts': at('contracts'), '@vouch/core': at('core') }
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'elsewhere', private: true, type: 'module', dependencies, overrides: dependencies }),
    )
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'])
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
    writeFileSync(join(folder, 'score.ts'), example)
    writeFileSync(join(folder, 'table.csv'), koiTableCsv(simulateKoiTable({ seed: 'packed', rows: ROWS })))
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('types the README’s program, and scores a table with it', () => {
    const strict = [
      '--strict',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--typeRoots',
      join(root, 'node_modules/@types'),
    ]
    run(bin('tsc'), ['score.ts', '--outDir', 'out', '--noEmitOnError', ...strict])
    const lines = run('node', ['out/score.js', join(root, 'models/exoplanet/koi'), 'table.csv'])
      .trim()
      .split('\n')
    const calls = lines.slice(0, -1)
    expect(lines.at(-1)).toBe(`Kepler Objects of Interest: ${calls.length} calls`)
    expect(calls.length).toBeGreaterThan(ROWS / 2)
    for (const line of calls) expect(line).toMatch(/^S\d+\.\d+ (PLANET|FALSE POSITIVE) (0|1|0\.\d+|\d(\.\d+)?e-\d+)$/)
  }, 60_000)

  it('holds no test, no fixture and no source', () => {
    for (const name of ['contracts', 'core']) {
      const files = readdirSync(join(folder, 'node_modules/@vouch', name), { recursive: true, encoding: 'utf8' })
      expect(files.filter((file) => /\.test\.|fixtures|^src/.test(file))).toEqual([])
    }
  })
})
