import type { ComparedModel, Comparison } from '@vouch/contracts/comparison'

/** Letters of an id that tell two models of one kind apart. */
const TAIL = 4

/** A model's name where several stand side by side: short, and never the same twice. */
export function shortName({ model, model_type }: Pick<ComparedModel, 'model' | 'model_type'>): string {
  return model.startsWith('mdl_') ? `${model_type}\u00a0…${model.slice(-TAIL)}` : model
}

/** Others that one is compared with, as an address carries them; the same twice, or itself, counts once. */
export function readOthers(list: string | undefined, self: string, most: number): string[] {
  const named = (list ?? '').split(',').map((one) => one.trim())
  return [...new Set(named)].filter((one) => one !== '' && one !== self).slice(0, most)
}

/** The first model of all comparisons and the other of each, every one under its name; empty before any is there. */
export function comparedModels(comparisons: readonly Comparison[]): { name: string; side: ComparedModel }[] {
  const [first] = comparisons
  if (first === undefined) return []
  return [first.first, ...comparisons.map(({ second }) => second)].map((side) => ({ name: shortName(side), side }))
}
