import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'

/** An empty database with its tables, as the build left it: making one takes seconds, unpacking one a fraction. */
export function builtTemplate(): string | null {
  const beside = import.meta.url.endsWith('.js') ? '.' : '../../dist/db'
  const path = fileURLToPath(new URL(`${beside}/template.tar.gz`, import.meta.url))
  return existsSync(path) ? path : null
}

/**
 * Lays a template down as the folder of a database, whole or not at all. PGlite can do so as well, in four times the time
 * and with files that everybody may write to.
 */
export async function unpackTemplate(path: string, folder: string): Promise<void> {
  const part = `${folder}.part`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true, mode: 0o700 })
  const archive = extract()
  archive.end(gunzipSync(await readFile(path)))
  for await (const entry of archive) {
    const place = join(part, entry.header.name)
    // nobody is served yet, and a thousand small files are written several times as fast without a promise for each step
    if (entry.header.type === 'directory') mkdirSync(place, { recursive: true })
    else writeFileSync(place, await buffer(entry))
    entry.resume()
  }
  await rename(part, folder)
}
