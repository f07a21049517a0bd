import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../env.ts'
import { modelsFolder } from '../model/model-registry.ts'
import { type StartedServer, type StartOptions, startServer } from '../start-server.ts'
import { type FixtureModel, writeModel } from './write-model.ts'
import { writePictureModel } from './write-picture-model.ts'

export interface TestServer extends StartedServer {
  readonly home: string
  /** Stops the server and removes its files. */
  end(): Promise<void>
}

export interface TestServerOptions {
  readonly models?: readonly FixtureModel[]
  /** a model of pictures that sees colours, `skin-lesion` */
  readonly pictures?: boolean
  /** folders of models that come with Vouch, `heart/heart-risk`, beside those made for tests */
  readonly shipped?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly pageRoot?: string
  readonly logTo?: StartOptions['logTo']
}

/** A whole server on a free port, with its own folder and models made for tests. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const root = await mkdtemp(join(tmpdir(), 'vouch-test-'))
  const home = join(root, 'home')
  const modelsRoot = join(root, 'models')
  for (const model of options.models ?? [{ id: 'koi', aliases: ['xgb'] }]) await writeModel(modelsRoot, model)
  if (options.pictures) await writePictureModel(modelsRoot)
  for (const path of options.shipped ?? [])
    await cp(join(modelsFolder(), path), join(modelsRoot, path), { recursive: true })
  const quiet = { LOG_LEVEL: 'silent', RATE_LIMIT: 'off', STOP_DELAY_SECONDS: '0' }
  const settings = readSettings({ PORT: '0', VOUCH_HOME: home, ...quiet, ...options.environment })
  const server = await startServer(settings, {
    modelsRoot,
    pageRoot: options.pageRoot ?? join(root, 'no-page'),
    ...(options.logTo ? { logTo: options.logTo } : {}),
  })
  return {
    ...server,
    home,
    async end() {
      await server.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
