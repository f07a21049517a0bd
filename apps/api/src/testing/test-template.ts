import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeTemplate } from '../db/make-template.ts'

const MIGRATIONS = fileURLToPath(new URL('../db/migrations', import.meta.url))
let made: Promise<string> | null = null

/** An empty database for tests, made once for each state of the migrations. */
export function testTemplate(): Promise<string> {
  return (made ??= make())
}

async function make(): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const name of readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .sort())
    hash.update(readFileSync(join(MIGRATIONS, name)))
  const path = join(tmpdir(), `vouch-test-database-${hash.digest('hex').slice(0, 16)}.tar.gz`)
  if (!existsSync(path)) await makeTemplate(path)
  return path
}
