import type { Sql } from '../db/client.ts'
import { addSetupToken } from './secret-store.ts'
import { countOtherAdmins } from './store.ts'

/** The path of the page that makes the first admin, once; null where there is one already. */
export async function offerSetup(database: Sql): Promise<string | null> {
  return database.transaction(async (tx) =>
    (await countOtherAdmins(tx, null)) > 0 ? null : `/setup?token=${await addSetupToken(tx)}`,
  )
}
