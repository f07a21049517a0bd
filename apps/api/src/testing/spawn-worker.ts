import { type ChildProcess, spawn } from 'node:child_process'
import { programFile } from './program.ts'

export interface SpawnedWorker {
  readonly child: ChildProcess
  /** the exit code, or the signal's name */
  readonly exited: Promise<number | string>
}

/** Starts a process that works on jobs; resolves once it does. */
export async function spawnWorker(environment: Readonly<Record<string, string>>): Promise<SpawnedWorker> {
  const child = spawn(process.execPath, [programFile('worker-main')], {
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
