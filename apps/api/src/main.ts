import './disable-telemetry.ts'
import { readSettings } from './env.ts'
import { startServer } from './start-server.ts'

try {
  const server = await startServer(readSettings(process.env), { warm: true })
  process.stdout.write(`Vouch is ready at ${server.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void server.stop().then(() => process.exit(0)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
