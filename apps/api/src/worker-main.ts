import './disable-telemetry.ts'
import { readSettings } from './env.ts'
import { startWorker } from './start-worker.ts'

try {
  const worker = await startWorker(readSettings(process.env))
  process.stdout.write('Vouch works on jobs.\n')
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void worker.stop().then(() => process.exit(0)))
  // what nobody foresaw leaves nothing that can be relied on: its jobs are taken up by another
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      worker.services.log.fatal({ err: error }, 'something broke that nobody caught; the worker ends')
      process.exit(1)
    })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
