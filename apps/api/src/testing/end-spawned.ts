import { setTimeout as sleep } from 'node:timers/promises'
import type { SpawnedServer } from './spawn-server.ts'

/** All that is open at the end of a test ends well within this, on a slow machine too. */
const END_MS = 45_000

/**
 * Tells a process to end, as whoever runs it does.
 * @throws Error with what it wrote when it does not: it is killed
 */
export async function endSpawned({ child, exited, output }: Pick<SpawnedServer, 'child' | 'exited' | 'output'>) {
  child.kill('SIGTERM')
  if ((await Promise.race([exited, sleep(END_MS, 'late' as const, { ref: false })])) !== 'late') return
  child.kill('SIGKILL')
  const { stdout, stderr } = output()
  throw new Error(`A process does not end when it is told to (${child.spawnargs.join(' ')}):\n${stdout}${stderr}`)
}
