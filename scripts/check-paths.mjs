import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { ROOT } from './install.mjs'

/** Every path that a document names in backticks, and every relative link, must be there. */
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'models/README.md',
  ...readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
]
const TOPS = ['apps/', 'packages/', 'models/', 'docs/', 'scripts/', '.ci/', '.github/']

const missing = DOCUMENTS.flatMap((document) => {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const named = [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path]) => path)
    .filter((path) => TOPS.some((top) => path.startsWith(top)) && !/[*<>{}…]|[A-Z]{4,}$/.test(path))
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)[^)]*\)/g)].map(([, path]) =>
    normalize(join(dirname(document), path)),
  )
  return [...named, ...linked].filter((path) => !existsSync(join(ROOT, path))).map((path) => `${document}: ${path}`)
})
for (const line of missing) console.log(`${line} is not there`)
process.exit(missing.length > 0 ? 1 : 0)
