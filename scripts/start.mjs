import { build, environment, install } from './install.mjs'

install()
build()
const { PATH: _, ...settings } = environment()
Object.assign(process.env, settings)
process.env.NODE_ENV ??= 'production'
// the same process: a signal to it is a signal to Vouch
await import('../apps/api/dist/main.js')
