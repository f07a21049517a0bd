// Writes apps/api/src/account/common-passwords.bin from a list with one password a line:
//   node scripts/hash-passwords.mjs < list.txt
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const HASH_BYTES = 6
const CHARACTERS = 15
const target = new URL('../apps/api/src/account/common-passwords.bin', import.meta.url)

const passwords = (await text(process.stdin)).split(/\r?\n/).map((line) => line.normalize('NFKC').toLowerCase())
const hashes = passwords
  .filter((password) => [...password].length >= CHARACTERS)
  .map((password) =>
    createHash('sha256')
      .update(password)
      .digest('hex')
      .slice(0, 2 * HASH_BYTES),
  )
const sorted = [...new Set(hashes)].sort((a, b) => (a < b ? -1 : 1))
writeFileSync(target, Buffer.from(sorted.join(''), 'hex'))
process.stdout.write(`${sorted.length} passwords\n`)
