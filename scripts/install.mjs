import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const STAMPS = join(ROOT, 'node_modules', '.vouch')

/** The environment every command of the project runs in. */
export function environment() {
  return {
    ...process.env,
    // onnxruntime-node reports home unless it is told not to, and would download CUDA
    ORT_DISABLE_TELEMETRY: '1',
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  }
}

/** Runs a command at the root with the project's tools on PATH; ends the process when it fails. */
export function run(command, args, options = {}) {
  const windows = process.platform === 'win32'
  const { status, signal } = spawnSync(command, args, {
    cwd: ROOT,
    env: environment(),
    stdio: 'inherit',
    shell: windows,
    ...options,
  })
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0))
}

/** Installs what the lockfile says, with the pnpm that package.json names; nothing when that was done before. */
export function install() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 20)) {
    console.error(`Vouch needs Node 20.20 or newer; this is ${process.versions.node}.`)
    process.exit(1)
  }
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...workspaceManifests()]
  const stamp = hash([process.version, process.platform, process.arch, ...manifests.map(read)])
  if (isStamped('install', stamp)) return
  const { packageManager } = JSON.parse(read('package.json'))
  console.error('Installing packages …')
  run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'], {
    stdio: ['ignore', 2, 2],
  })
  setStamp('install', stamp)
}

/** Builds every package and the page; nothing when no source has changed. */
export function build() {
  const stamp = hash(sourceFiles().map((file) => `${file} ${statSync(join(ROOT, file)).size} ${digest(file)}`))
  const built = ['apps/api/dist/main.js', 'apps/web/dist/index.html'].every((file) => existsSync(join(ROOT, file)))
  if (built && isStamped('build', stamp)) return
  console.error('Building …')
  run('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], { stdio: ['ignore', 2, 2] })
  setStamp('build', stamp)
}

function workspaceManifests() {
  return ['apps', 'packages']
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/package.json`))
    .concat('models/package.json')
    .filter((file) => existsSync(join(ROOT, file)))
}

/** What a build reads. */
function sourceFiles() {
  const files = ['package.json', 'pnpm-lock.yaml', 'tsconfig.base.json', ...workspaceManifests()]
  const walk = (folder) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      if (['node_modules', 'dist', '.turbo', 'e2e', 'bench'].includes(entry.name)) continue
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (!/\.test\.tsx?$|\.spec\.ts$/.test(entry.name)) files.push(path)
    }
  }
  for (const folder of ['apps', 'packages']) walk(folder)
  return files.sort()
}

function read(file) {
  const path = join(ROOT, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function digest(file) {
  return hash([readFileSync(join(ROOT, file))])
}

function hash(parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\0')
  return sum.digest('hex')
}

function isStamped(name, stamp) {
  const file = join(STAMPS, name)
  return existsSync(file) && readFileSync(file, 'utf8') === stamp
}

function setStamp(name, stamp) {
  mkdirSync(STAMPS, { recursive: true })
  writeFileSync(join(STAMPS, name), stamp)
}
