import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { viewBins } from '@vouch/core/model/graph-width'
import type { TableLimits } from '@vouch/core/table/table'
import { openSubmitted, type Upload } from '../prediction/open-submitted.ts'
import type { ContextUsed } from '../prediction/receipt.ts'
import type { CatalogueContext, NamedColumns, TableDomain } from '../prediction/table-domain.ts'
import type { ContextFile } from './read-task.ts'

export interface GatheredContext {
  readonly catalogue: CatalogueContext
  readonly used: ContextUsed
}

const CHUNK_ROWS = 8192

/**
 * The rows that a model's catalogue features compare with, the upload's own and the archive's where it has been fetched; or the
 * light curves that its views are cut from. Null for a model that has only row features.
 */
export async function gatherContext(
  source: { readonly upload: Upload; readonly context: ContextFile | null },
  manifest: Manifest,
  { domain, limits }: { domain: TableDomain; limits: TableLimits },
): Promise<GatheredContext | null> {
  if (viewBins(manifest) > 0) return openViews(source.context, manifest, domain)
  if (manifest.inputs.every(({ group }) => group === 'row')) return null
  const uploads: Upload[] = [source.upload]
  if (source.context) uploads.push({ file: source.context.file, name: source.context.used.name, kind: 'table' })
  const catalogue = await domain.gather(readAll(domain, uploads, limits))
  const used = source.context?.used ?? { name: 'the upload alone', sha256: null, rows: catalogue.rows }
  return { catalogue, used }
}

async function openViews(
  context: ContextFile | null,
  { id }: Manifest,
  { openCurves }: TableDomain,
): Promise<GatheredContext> {
  if (openCurves === null) throw new VouchError('unavailable', `Model ${id} takes what its field has none of.`)
  const catalogue = await openCurves(context?.file ?? null)
  return { catalogue, used: context?.used ?? { name: 'no light curve', sha256: null, rows: 0 } }
}

async function* readAll(
  domain: TableDomain,
  uploads: readonly Upload[],
  limits: TableLimits,
): AsyncGenerator<NamedColumns> {
  for (const upload of uploads) {
    const table = await openSubmitted(domain, upload, limits)
    for await (const chunk of table.chunks(CHUNK_ROWS)) yield table.plan.convert(chunk).columns
  }
}
