import './disable-telemetry.ts'
import { resolve } from 'node:path'
import { pruneAudit } from './audit/prune-audit.ts'
import { type EntryMark, verifyAudit } from './audit/verify-audit.ts'
import { backUp } from './backup/back-up.ts'
import { restore } from './backup/restore.ts'
import { openDatabase, type Place } from './db/client.ts'
import { openSnapshot } from './db/open-snapshot.ts'
import { builtTemplate } from './db/template.ts'
import { readSettings } from './env.ts'

/** What is said when all went well, or whether it did not. */
interface Outcome {
  readonly words: readonly string[]
  readonly failed: boolean
}

/** What is done by hand beside the server; each `npm run NAME`. */
const COMMANDS: Readonly<Record<string, (place: Place, argument: string) => Promise<Outcome>>> = {
  'db:migrate': async (place) => {
    const database = await openDatabase(place, { onError: report, template: builtTemplate() })
    await database.close()
    return said('The tables are up to date.')
  },
  'db:backup': async (place, argument) => {
    const path = fileOf(argument)
    const { tables, files, missing } = await backUp(place, path)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    const words = `${path} holds ${rows} rows of ${tables.length} tables and ${files.count} files.`
    if (missing.length === 0) return said(words)
    const lost = `${missing.length} files that rows refer to are lost or damaged, and are not in it:`
    return { words: [words, lost, ...missing], failed: true }
  },
  'db:restore': async (place, argument) => {
    const { backup, audit } = await restore(place, fileOf(argument))
    const { tables, files, missing } = backup.manifest
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    const words = [
      `Restored the backup of ${backup.head.made_at}: ${rows} rows of ${tables.length} tables and ${files.count} files.`,
    ]
    if (missing.length > 0) words.push(`${missing.length} files were lost already when it was made.`)
    if (audit.broken) words.push(`Its audit was broken already, at entry ${audit.broken.number}: ${audit.broken.why}.`)
    return { words, failed: false }
  },
  'audit:verify': async (place, argument) => {
    const noted = argument === '' ? null : markOf(argument)
    const snapshot = await openSnapshot(place, 'verify')
    try {
      const { entries, last, broken } = await verifyAudit(snapshot.sql, noted)
      if (broken) return { words: [`The audit is broken at entry ${broken.number}: ${broken.why}.`], failed: true }
      return said(`The audit holds: ${entries} entries. The last is ${last.number}:${last.hash}`)
    } finally {
      await snapshot.close()
    }
  },
  'audit:delete': async (place, argument) => {
    const before = new Date(argument)
    if (!/^\d{4}-\d\d-\d\d$/.test(argument) || Number.isNaN(before.getTime()))
      throw new Error('Say from before which day entries are to be deleted: npm run audit:delete 2020-12-31')
    const database = await openDatabase(place, { onError: report, template: builtTemplate() })
    try {
      return said(`Deleted ${await pruneAudit(database.sql, before)} entries from before ${argument}.`)
    } finally {
      await database.close()
    }
  },
}

function said(words: string): Outcome {
  return { words: [words], failed: false }
}

function report(error: Error): void {
  process.stderr.write(`${error.message}\n`)
}

/** A path as it was meant where the command was typed: npm itself goes to the top of the project. */
function fileOf(argument: string): string {
  if (argument === '') throw new Error('Name the file of the backup: npm run db:backup FILE')
  return resolve(process.env['INIT_CWD'] ?? '.', argument)
}

function markOf(argument: string): EntryMark {
  const [, number, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(argument) ?? []
  if (number === undefined) throw new Error('An entry is noted as NUMBER:HASH, as this command has said it before.')
  return { number: Number(number), hash }
}

/** The error, and what lies under it where that says more. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  return error.message === '' ? `${error.name}${code === undefined ? '' : ` ${code}`}` : error.message
}

const [name = '', argument = ''] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
try {
  if (!command) throw new Error(`There is no command ${name}. There are: ${Object.keys(COMMANDS).join(', ')}.`)
  const { words, failed } = await command(readSettings(process.env), argument)
  for (const line of words) process.stdout.write(`${line}\n`)
  process.exitCode = failed ? 1 : 0
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`)
  process.exitCode = 1
}
