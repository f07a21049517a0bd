import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'

/** Runs in a process of its own, for a moment: a handle that comes back from it has a descriptor of its own. */
const SEND_BACK = `process.on('message', (count, handle) => {
  for (let sent = 0; sent < count; sent++) process.send(sent, handle, { keepOpen: true })
})`
/** Ways in that a server has then, its own included. */
const WAYS_IN = 8
const WAIT_MS = 10_000

/**
 * Lets a server that listens accept several connections in a round of the event loop. Since libuv 1.45 a handle accepts one
 * a round, and rounds take 50 ms under overload: whoever opened a connection then waited for seconds. So the same socket is
 * listened to by more handles, for which its descriptor has to be doubled; Node does that for handles that are sent to
 * another process.
 * @returns the further ways in, for their end. @throws Error where handles cannot be sent
 */
export async function acceptMore(server: HttpServer, backlog: number): Promise<readonly Server[]> {
  // there a handle accepts by itself, and does not share
  if (process.platform === 'win32') return []
  const child = spawn(process.execPath, ['-e', SEND_BACK], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    timeout: WAIT_MS,
  })
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('The process that doubles handles ended.')))
  const received = new Promise<Server[]>((resolve) => {
    const waysIn: Server[] = []
    child.on('message', (_sent, handle) => {
      const wayIn = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket))
      waysIn.push(wayIn.listen(handle, backlog))
      if (waysIn.length === WAYS_IN - 1) resolve(waysIn)
    })
  })
  try {
    // Node's own cluster sends this one too: a whole server would listen there as soon as it came
    child.send(WAYS_IN - 1, Reflect.get(server, '_handle'), { keepOpen: true })
    return await Promise.race([received, failed])
  } finally {
    failed.catch(() => undefined)
    child.kill()
  }
}
