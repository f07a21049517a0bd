import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { build, environment, install, ROOT, run } from './install.mjs'

const SOURCE = ['--import', 'tsx', '--conditions=@vouch/source']

/** The commands of package.json, each `npm run NAME`. */
const TASKS = {
  build: () => build(),
  check: () => run('node', ['scripts/check.mjs']),
  format: () => run('prettier', ['--write', '--log-level=warn', '.']),
  test: () => run('node', ['scripts/test.mjs']),
  'test:long': () => run('node', ['scripts/test.mjs'], { env: { ...environment(), VOUCH_LONG: '1' } }),
  'db:migrate': (args) => command('db:migrate', args),
  'db:backup': (args) => command('db:backup', args),
  'db:restore': (args) => command('db:restore', args),
  'audit:verify': (args) => command('audit:verify', args),
  'audit:delete': (args) => command('audit:delete', args),
  train: (args) => run('node', [...SOURCE, 'train.ts', ...args], { cwd: `${ROOT}/models` }),
  bench: (args) => {
    build()
    run('node', [...SOURCE, 'bench/bench.ts', ...args], { cwd: `${ROOT}/apps/api` })
  },
  dev,
}

/** A command of the built program, with the settings that the server has. */
function command(name, args) {
  build()
  // what is set already counts before what the file says
  if (existsSync(`${ROOT}/.env`)) process.loadEnvFile(`${ROOT}/.env`)
  run('node', ['apps/api/dist/command.js', name, ...args], { env: environment() })
}

/** The API on port 8000 and the page on port 5173, both following their sources. */
function dev() {
  run('turbo', ['run', 'build', '--filter=@vouch/contracts', '--filter=@vouch/core', '--output-logs=errors-only'])
  const api = ['--watch-path=src', '--watch-path=../../packages', ...SOURCE, 'src/main.ts']
  const children = [
    spawn('node', api, { cwd: `${ROOT}/apps/api`, env: environment(), stdio: 'inherit' }),
    spawn('vite', [], { cwd: `${ROOT}/apps/web`, env: environment(), stdio: 'inherit' }),
  ]
  const stop = () => {
    for (const child of children) child.kill('SIGTERM')
  }
  for (const child of children) child.on('exit', stop)
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const [name = '', ...args] = process.argv.slice(2)
const task = Object.hasOwn(TASKS, name) ? TASKS[name] : null
if (!task) {
  console.error(`There is no command ${name}. There are: ${Object.keys(TASKS).join(', ')}.`)
  process.exit(1)
}
install()
task(args)
