import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { envExample } from './env.ts'

// Writes `.env.example` at the root; with --check only says whether it is current.
const path = fileURLToPath(new URL('../../../.env.example', import.meta.url))
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== envExample()) {
    process.stderr.write('.env.example is not current: run the script env:example of apps/api.\n')
    process.exitCode = 1
  }
} else writeFileSync(path, envExample())
