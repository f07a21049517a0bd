import { normaliseColumn } from '../../table/column-name.ts'
import { attributeOf, type AttributeName } from './attributes.ts'

/** Fewer of the thirteen could stand in any table of people. */
const FEWEST_ATTRIBUTES = 5
/** What nearly every table of people has tells nothing of its field. */
const ANYBODYS: ReadonlySet<AttributeName> = new Set(['age', 'sex'])
const FEWEST_OF_HEARTS = 3

/** Whether a table is one of heart patients, by its columns' names. */
export function isHeartTable(columns: readonly string[]): boolean {
  const found = new Set(columns.flatMap((column) => attributeOf(normaliseColumn(column)) ?? []))
  const ofHearts = [...found].filter((name) => !ANYBODYS.has(name))
  return found.size >= FEWEST_ATTRIBUTES && ofHearts.length >= FEWEST_OF_HEARTS
}
