import { connect } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'

export const SNAPSHOT_PURPOSES = ['backup', 'verify'] as const
export type SnapshotPurpose = (typeof SNAPSHOT_PURPOSES)[number]

const SnapshotAnswer = z.union([z.object({ folder: z.string() }), z.object({ error: z.string() })])
export type SnapshotAnswer = z.infer<typeof SnapshotAnswer>

export interface BorrowedCopy {
  /** a folder like a `VOUCH_HOME`, with the database alone in it */
  readonly folder: string
  /** The copy is removed by the process that made it. */
  release(): void
}

/** Where the process that has an embedded database gives copies of it. */
export function snapshotSocket(home: string): string {
  return join(home, 'control.sock')
}

/** Asks the process that has an embedded database for a copy of it. @throws Error when it gives none */
export function borrowCopy(home: string, purpose: SnapshotPurpose): Promise<BorrowedCopy> {
  return new Promise((resolve, reject) => {
    const socket = connect(snapshotSocket(home))
    let said = ''
    const failed = (cause?: Error) =>
      reject(new Error('The process that has the database gave no copy of it.', { cause }))
    socket.once('error', failed).once('close', () => failed())
    socket.once('connect', () => socket.write(`${purpose}\n`))
    socket.on('data', (bytes) => {
      said += bytes.toString()
      if (!said.endsWith('\n')) return
      const answer = SnapshotAnswer.parse(JSON.parse(said))
      if ('error' in answer) reject(new Error(answer.error))
      else resolve({ folder: answer.folder, release: () => socket.destroy() })
    })
  })
}
