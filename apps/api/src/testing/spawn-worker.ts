import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface SpawnedWorker {
  readonly child: ChildProcess
  /** the exit code, or the signal's name */
  readonly exited: Promise<number | string>
}

const MAIN = fileURLToPath(new URL('../worker-main.ts', import.meta.url))

/** Starts a process that works on jobs, from its sources; resolves once it does. */
export async function spawnWorker(environment: Readonly<Record<string, string>>): Promise<SpawnedWorker> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@vouch/source', MAIN], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | string>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'gone')),
  )
  let said = ''
  child.stderr.on('data', (piece) => (said += piece))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      if (piece.includes('works on jobs')) resolve()
    })
    void exited.then((how) => reject(new Error(`the worker ended with ${how}: ${said}`)))
  })
  return { child, exited }
}
