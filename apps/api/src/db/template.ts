import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** An empty database with its tables, as the build left it: making one takes seconds, unpacking one a fraction. */
export function builtTemplate(): string | null {
  const path = fileURLToPath(new URL('template.tar.gz', import.meta.url))
  return existsSync(path) ? path : null
}

/** A template as PGlite takes it. */
export async function readTemplate(path: string): Promise<Blob> {
  return new Blob([await readFile(path)])
}
