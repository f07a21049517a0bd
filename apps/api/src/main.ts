import './disable-telemetry.ts'
import { offerSetup } from './account/offer-setup.ts'
import { readSettings } from './env.ts'
import { startServer } from './start-server.ts'

try {
  const server = await startServer(readSettings(process.env), { warm: true })
  // whoever presses a key waits for nobody to notice
  process.once('SIGINT', () => void server.stop(true).then(() => process.exit(0)))
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  // what nobody foresaw leaves nothing that can be relied on: it is said once, and whoever watches starts a new process
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      server.services.log.fatal({ err: error }, 'something broke that nobody caught; the process ends')
      process.exit(1)
    })
  process.stdout.write(`Vouch is ready at ${server.url}\n`)
  const setup = await offerSetup(server.services.database.sql)
  if (setup !== null) process.stdout.write(`It has no admin yet: make one at ${server.url}${setup}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
