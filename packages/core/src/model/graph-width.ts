import type { Manifest } from '@vouch/contracts/model'

/** Columns of a row as a model's graph takes it: its inputs, then the bins of its views. */
export function graphWidth(manifest: Pick<Manifest, 'inputs' | 'views'>): number {
  return manifest.inputs.length + viewBins(manifest)
}

/** Bins of all of a model's views; 0 of one that takes rows alone. */
export function viewBins({ views = [] }: Pick<Manifest, 'views'>): number {
  return views.reduce((sum, { bins }) => sum + bins, 0)
}
