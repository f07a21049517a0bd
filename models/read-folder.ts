import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Background, Golden, Manifest, OutOfFoldCalls } from '@vouch/contracts/model'

const here = dirname(fileURLToPath(import.meta.url))

/** A served model's folder, read. */
export interface ReadFolder {
  /** `exoplanet/koi` */
  readonly path: string
  readonly manifest: Manifest
  readonly graph: Uint8Array
  readonly golden: Golden
  readonly outOfFold: OutOfFoldCalls
  readonly card: string
  /** null where calls are explained without one */
  readonly background: Background | null
}

/** Every folder under `models/` that holds a manifest, by path. */
export function modelPaths(): string[] {
  const folders = (path: string) =>
    readdirSync(join(here, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => join(path, name))
  return folders('.')
    .flatMap(folders)
    .filter((path) => readdirSync(join(here, path)).includes('manifest.json'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

/**
 * @param root where the folders of all domains lie
 * @throws when a file is missing or does not hold its contract
 */
export function readFolder(path: string, root = here): ReadFolder {
  const file = (name: string) => readFileSync(join(root, path, name))
  const manifest = Manifest.parse(JSON.parse(file('manifest.json').toString()))
  return {
    path,
    manifest,
    graph: new Uint8Array(file(manifest.graph.file)),
    golden: Golden.parse(JSON.parse(file('golden.json').toString())),
    outOfFold: OutOfFoldCalls.parse(JSON.parse(file('out-of-fold.json').toString())),
    card: file('CARD.md').toString(),
    background: existsSync(join(root, path, 'background.json'))
      ? Background.parse(JSON.parse(file('background.json').toString()))
      : null,
  }
}
