import { Worker } from 'node:worker_threads'

export interface HashThread {
  /** sha256 of a file's bytes, in hexadecimal. @throws Error of the file system, with its `code` */
  hash(path: string): Promise<string>
}

/**
 * The thread, as text: a thread of its own needs a file, and a file another loader where Vouch runs from its sources.
 * Files that are asked for together are read side by side.
 */
const THREAD = `
const { createHash } = require('node:crypto')
const { createReadStream } = require('node:fs')
const { pipeline } = require('node:stream/promises')
const { parentPort } = require('node:worker_threads')
parentPort.on('message', async ({ id, path }) => {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
    parentPort.postMessage({ id, sha256: hash.digest('hex') })
  } catch ({ code, message }) {
    parentPort.postMessage({ id, code, message })
  }
})
`

interface Asked {
  resolve(sha256: string): void
  reject(error: Error): void
}

type Said = { readonly id: number } & (
  { readonly sha256: string } | { readonly sha256?: never; readonly code: string; readonly message: string }
)

/** Hashes files beside the event loop, in a thread that begins with the first of them and holds up no process that ends. */
export function createHashThread(): HashThread {
  const asked = new Map<number, Asked>()
  let thread: Worker | null = null
  let last = 0

  const start = (): Worker => {
    const started = new Worker(THREAD, { eval: true, execArgv: [] })
    started.on('message', (said: Said) => {
      const one = asked.get(said.id)
      asked.delete(said.id)
      if (asked.size === 0) started.unref()
      if (said.sha256 !== undefined) one?.resolve(said.sha256)
      else one?.reject(Object.assign(new Error(said.message), { code: said.code }))
    })
    const drop = (error: Error) => {
      if (thread !== started) return
      thread = null
      for (const { reject } of asked.values()) reject(error)
      asked.clear()
    }
    started.on('error', drop)
    started.on('exit', () => drop(new Error('The thread that hashes files ended by itself.')))
    return started
  }

  return {
    hash: (path) =>
      new Promise((resolve, reject) => {
        thread ??= start()
        thread.ref()
        const id = ++last
        asked.set(id, { resolve, reject })
        thread.postMessage({ id, path }, [])
      }),
  }
}
