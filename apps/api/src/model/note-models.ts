import type { Services } from '../services.ts'
import { noteVersion } from './store.ts'

/**
 * Notes every model that is served, once its self-test has passed. A folder whose graph is not the one that this
 * database knows under its version is not served: calls name a version, and one version is one graph.
 */
export async function noteModels({
  models,
  database,
  log,
}: Pick<Services, 'models' | 'database' | 'log'>): Promise<void> {
  for (const model of models.all) {
    if (!model.folder || model.status !== 'ready') continue
    const { id, version, domain, graph } = model.folder.manifest
    if (await noteVersion(database.sql, { id, version, domain, sha256: graph.sha256 })) continue
    model.status = 'failed'
    model.reason = `Version ${version} of ${id} was another graph when it was first served here: a changed model needs a new version.`
    log.error(
      { model: id, version, sha256: graph.sha256 },
      'a model was changed without a new version and is not served',
    )
  }
}
