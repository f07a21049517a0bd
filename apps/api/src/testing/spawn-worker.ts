import { type ChildProcess, spawn } from 'node:child_process'
import { programFile } from './program.ts'

export interface SpawnedWorker {
  readonly child: ChildProcess
  /** all that was written to stdout and stderr */
  output(): { stdout: string; stderr: string }
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
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (piece) => (stderr += piece))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      stdout += piece
      if (stdout.includes('works on jobs')) resolve()
    })
    void exited.then((how) => reject(new Error(`the worker ended with ${how}: ${stderr}`)))
  })
  return { child, exited, output: () => ({ stdout, stderr }) }
}
