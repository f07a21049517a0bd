import { createHmac } from 'node:crypto'
import { sharedSecret } from '../account/secret-store.ts'
import type { Sql } from '../db/client.ts'

/** A number in [0, 1) that a text decides, always the same, and nobody foresees who has only seen the texts. */
export type Draw = (text: string) => number

/** What chance decides of reviews: keyed with what only the database knows. */
export async function openDraw(db: Sql): Promise<Draw> {
  const key = await sharedSecret(db, 'review draws')
  return (text) => createHmac('sha256', key).update(text).digest().readUInt32BE(0) / 2 ** 32
}
