import '../../api/dist/disable-telemetry.js'
import { offerSetup } from '../../api/dist/account/offer-setup.js'
import { readSettings } from '../../api/dist/env.js'
import { startServer } from '../../api/dist/start-server.js'

// The built server with the models of a folder in place of its own: the folder is the one argument.
const server = await startServer(readSettings(process.env), { warm: true, modelsRoot: process.argv[2] })
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
const setup = await offerSetup(server.services.database.sql)
process.stdout.write(`${server.url}${setup}\n`)
