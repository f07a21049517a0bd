import type { Sql } from '../db/client.ts'
import { canonicalAct, GENESIS, hashEntry } from './hash-entry.ts'
import { readAudit, readAuditHead } from './store.ts'

export interface EntryMark {
  readonly number: number
  readonly hash: string
}

export interface AuditVerdict {
  /** entries whose hashes hold, from the first on */
  readonly entries: number
  /** the last entry that holds; noted elsewhere, it proves later that nothing up to it was changed */
  readonly last: EntryMark
  /** the first entry that does not hold, and why; null: all do */
  readonly broken: { readonly number: number; readonly why: string } | null
}

const PAGE_ROWS = 2000

/**
 * Walks the chain from its beginning, or from where retention cut it, to its end. Entries that come while it walks are
 * not looked at.
 * @param noted an entry as it was noted before: the chain must still have it
 */
export async function verifyAudit(database: Sql, noted: EntryMark | null = null): Promise<AuditVerdict> {
  const head = await readAuditHead(database)
  if (!head) return brokenAt(1, 'the end of the chain is not there', { number: 0, hash: GENESIS }, 0)
  const begin = head.prunedNumber
  let last: EntryMark = { number: begin, hash: head.prunedHash }
  while (last.number < head.number) {
    const rows = await readAudit(database, { number: last.number, last: head.number, limit: PAGE_ROWS })
    if (rows.length === 0) return brokenAt(last.number + 1, 'it is not there', last, begin)
    for (const row of rows) {
      const next = last.number + 1
      if (row.number !== next) return brokenAt(next, 'it is not there', last, begin)
      const hash = hashEntry(last.hash, { number: next, at: row.at, act: canonicalAct(row) })
      if (hash !== row.hash) return brokenAt(next, 'it is not as it was written', last, begin)
      if (noted?.number === next && noted.hash !== hash)
        return brokenAt(next, 'it is another one than was noted', last, begin)
      last = { number: next, hash }
    }
  }
  if (last.hash !== head.hash) return brokenAt(last.number, 'the chain ended with another one', last, begin)
  if (noted && noted.number > last.number) return brokenAt(noted.number, 'it was noted and is not there', last, begin)
  return { entries: last.number - begin, last, broken: null }
}

function brokenAt(number: number, why: string, last: EntryMark, begin: number): AuditVerdict {
  return { entries: last.number - begin, last, broken: { number, why } }
}
