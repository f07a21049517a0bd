import { EventEmitter } from 'node:events'
import type { PGlite } from '@electric-sql/pglite'
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq'

/** The embedded database as the queue wants a pool: one session, so no transaction may be held open across statements. */
export class EmbeddedPool extends EventEmitter implements PgPool {
  readonly #pglite: PGlite

  constructor(pglite: PGlite) {
    super()
    // every queue and worker of the process listens
    this.setMaxListeners(0)
    this.#pglite = pglite
  }

  query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return run<R>(this.#pglite, text, params)
  }

  async connect(): Promise<PgPoolClient> {
    return new EmbeddedClient(this.#pglite)
  }

  async end(): Promise<void> {
    // the database is closed by whoever opened it
  }
}

class EmbeddedClient extends EventEmitter implements PgPoolClient {
  readonly #pglite: PGlite
  readonly #channels = new Map<string, () => Promise<void>>()

  constructor(pglite: PGlite) {
    super()
    this.#pglite = pglite
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    // the queue's statements begin with comments
    const listen = /^(?:\s|--.*\n)*(UNLISTEN|LISTEN)\s+"?([\w$:.-]+)"?/i.exec(text)
    const channel = listen?.[2]
    if (!listen || channel === undefined) return run<R>(this.#pglite, text, params)
    await this.#channels.get(channel)?.()
    this.#channels.delete(channel)
    if (/^listen$/i.test(listen[1] ?? ''))
      this.#channels.set(
        channel,
        await this.#pglite.listen(channel, (payload) => this.emit('notification', { channel, payload })),
      )
    return { rows: [], rowCount: 0 }
  }

  release(): void {
    for (const stop of this.#channels.values()) void stop().catch(() => undefined)
    this.#channels.clear()
  }
}

async function run<R>(pglite: PGlite, text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
  if (params === undefined || params.length === 0) {
    const results = await pglite.exec(text)
    const last = results.at(-1)
    // what a statement gives is what its writer says it gives, as with any driver
    return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows ?? null }
  }
  const { rows, affectedRows } = await pglite.query<R>(text, [...params])
  return { rows, rowCount: affectedRows ?? rows.length }
}
