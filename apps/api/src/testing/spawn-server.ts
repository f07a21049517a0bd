import { type ChildProcess, spawn } from 'node:child_process'
import { programFile } from './program.ts'

export interface SpawnedServer {
  readonly child: ChildProcess
  /** from the line that says that it is ready */
  readonly url: string
  /** all that was written to stdout and stderr */
  output(): { stdout: string; stderr: string }
  /** the exit code, or the signal's name */
  readonly exited: Promise<number | string>
}

/** Starts the program itself, as `npm start` does. */
export function spawnMain(environment: Readonly<Record<string, string>>): Omit<SpawnedServer, 'url'> {
  const child = spawn(process.execPath, [programFile('main')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      LOG_LEVEL: 'warn',
      RATE_LIMIT: 'off',
      STOP_DELAY_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (piece) => (stdout += piece))
  child.stderr.on('data', (piece) => (stderr += piece))
  const exited = new Promise<number | string>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'gone')),
  )
  return { child, exited, output: () => ({ stdout, stderr }) }
}

export async function spawnServer(environment: Readonly<Record<string, string>>): Promise<SpawnedServer> {
  const spawned = spawnMain(environment)
  const url = await new Promise<string>((resolve, reject) => {
    const look = setInterval(() => {
      const found = /ready at (http:\S+)/.exec(spawned.output().stdout)?.[1]
      if (found === undefined) return
      clearInterval(look)
      resolve(found)
    }, 20)
    spawned.child.once('exit', (code, signal) => {
      clearInterval(look)
      reject(new Error(`the server ended with ${code ?? signal}: ${spawned.output().stderr}`))
    })
  })
  return { ...spawned, url }
}
