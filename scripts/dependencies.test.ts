import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')

/** Licences under which what is served may be passed on. */
const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]
/**
 * libvips, which sharp reads pictures with, is under the LGPL: it comes as a shared library of its own that whoever runs Vouch may
 * put another in the place of, and so may be passed on with what uses it (LGPL 3, §4d1).
 */
const SHARED = { licence: 'LGPL-3.0-or-later', packages: /^@img\/sharp-/ }
/** Versions below these have published faults that reach a server; onnxruntime's let a model read files. */
const FLOORS = { '@trpc/server': [11, 8, 0], ws: [8, 17, 1], 'onnxruntime-node': [1, 30, 0] } as const
/** Kills the process over a file of two kilobytes, and has no mended version in the registry. */
const BANNED = ['xlsx', 'exceljs']

/** Each package of the lockfile with the line that says where it comes from. */
const packages = [
  ...(lock.split('\nsnapshots:')[0] ?? '').matchAll(/^ {2}'?((?:@[^@/\n]+\/)?[^@\n']+)@([^:\n']+)'?:\n {4}(.*)$/gm),
].map(([, name = '', version = '', source = '']) => ({ name, version, source }))

describe('what is installed', () => {
  it('comes from the registry alone, each package by the hash of its bytes', () => {
    expect(packages.length).toBeGreaterThan(300)
    expect(packages.filter(({ source }) => !/^resolution: \{integrity: sha512-[\w+/]+=*\}$/.test(source))).toEqual([])
  })

  it('runs no script of its own when it is installed', () => {
    expect(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')).toContain('onlyBuiltDependencies: []\n')
  })

  it('is nothing that is known to be dangerous', () => {
    expect(packages.filter(({ name }) => BANNED.includes(name))).toEqual([])
    for (const [wanted, floor] of Object.entries(FLOORS))
      for (const { name, version } of packages)
        if (name === wanted) expect(isAtLeast(version, floor), `${name} ${version}`).toBe(true)
  })

  it('has a licence that lets it be passed on', () => {
    const pnpm = join(root, 'node_modules', '.bin', 'pnpm')
    const listed = execFileSync(pnpm, ['licenses', 'list', '--prod', '--json'], { cwd: root, encoding: 'utf8' })
    const licences: Record<string, readonly { readonly name: string }[]> = JSON.parse(listed)
    expect(Object.keys(licences)).not.toEqual([])
    const others = Object.keys(licences).filter(
      (said) => !said.split(/[()]| OR /).some((one) => LICENCES.includes(one)),
    )
    const refused = others.flatMap((said) => {
      const names = (licences[said] ?? []).map(({ name }) => name)
      return said.includes(SHARED.licence) && names.every((name) => SHARED.packages.test(name)) ? [] : [[said, names]]
    })
    expect(refused).toEqual([])
  })
})

function isAtLeast(version: string, [major, minor, patch]: readonly [number, number, number]): boolean {
  const [a = 0, b = 0, c = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return a !== major ? a > major : b !== minor ? b > minor : c >= patch
}
