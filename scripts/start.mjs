import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build, environment, install, ROOT } from './install.mjs'

install()
build()
const { PATH: _, ...settings } = environment()
Object.assign(process.env, settings)
process.env.NODE_ENV ??= 'production'
// what is set already counts before what the file says
if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'))
// the same process: a signal to it is a signal to Vouch
await import(process.argv[2] === 'worker' ? '../apps/api/dist/worker-main.js' : '../apps/api/dist/main.js')
