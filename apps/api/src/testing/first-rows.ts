import { fileURLToPath } from 'node:url'

/** Rows as the first version had them, a file a table. */
export const FIRST_ROWS = fileURLToPath(new URL('../db/fixtures/first', import.meta.url))
