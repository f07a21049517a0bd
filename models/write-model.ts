import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Background, Golden, Manifest, OutOfFoldCalls } from '@vouch/contracts/model'
import { renderCard } from './render-card.ts'

/** A model's folder, as values. `trained_at` is the only field that differs when a training is repeated. */
export interface ModelFolder {
  readonly manifest: Omit<Manifest, 'graph'> & { readonly graph: Omit<Manifest['graph'], 'sha256' | 'bytes'> }
  readonly graph: Uint8Array
  readonly golden: Golden
  readonly outOfFold: OutOfFoldCalls
  /** where calls are explained against rows; not there for trees, which need none */
  readonly background?: Background
}

/** Writes `manifest.json`, `model.onnx`, `golden.json`, `out-of-fold.json`, `CARD.md` and, where there is one, `background.json`; what does not hold the contract is not written. */
export async function writeModel(
  folder: string,
  { manifest, graph, golden, outOfFold, background }: ModelFolder,
): Promise<Manifest> {
  const whole = Manifest.parse({
    ...manifest,
    graph: { ...manifest.graph, sha256: createHash('sha256').update(graph).digest('hex'), bytes: graph.length },
  })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, whole.graph.file), graph)
  await writeFile(join(folder, 'golden.json'), `${JSON.stringify(Golden.parse(golden))}\n`)
  await writeFile(join(folder, 'out-of-fold.json'), `${JSON.stringify(OutOfFoldCalls.parse(outOfFold))}\n`)
  if (background) await writeFile(join(folder, 'background.json'), `${JSON.stringify(Background.parse(background))}\n`)
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(whole, null, 1)}\n`)
  await writeFile(join(folder, 'CARD.md'), renderCard(whole))
  return whole
}
