import { MOST_NODES } from './probability-trees.ts'
import type { OnnxAttribute, OnnxNode } from './read-onnx.ts'
import type { Tree, TreeEnsemble } from './tree.ts'

/** How often a node of a graph adds up trees: one sum for each target, or each class. */
export interface OnnxTrees {
  readonly ensembles: readonly TreeEnsemble[]
  /** whether the weight of the training rows stands in each node */
  readonly hasCovers: boolean
}

const NONE: OnnxAttribute = {
  integers: new Float64Array(0),
  floats: new Float32Array(0),
  texts: [],
  tensor: null,
  hasGraph: false,
}

/**
 * The trees of a TreeEnsembleRegressor or -Classifier (ONNX operators, ai.onnx.ml 1 to 3): thresholds, covers and leaves
 * to the bit where a row goes left below a threshold, and turned into that where it goes by ≤, > or ≥.
 * @param kind where the leaves' numbers stand
 * @param targets how many sums there are
 * @throws RangeError for what is no forest: nodes that are not reached from one root, or twice; features that there are
 *   not; other tests of a value
 */
export function readOnnxTrees(
  { attributes }: Pick<OnnxNode, 'attributes'>,
  { kind, targets, features }: { kind: 'target' | 'class'; targets: number; features: number },
): OnnxTrees {
  const of = (name: string) => attributes.get(name) ?? NONE
  for (const name of attributes.keys())
    if (name.endsWith('_as_tensor'))
      throw new RangeError(`The trees’ ${name} is in double precision, which is not read.`)
  const nodes = nodesOf(of, features)
  const leaves = leavesOf(of, { kind, targets, nodes })
  const bases = of('base_values').floats
  if (bases.length !== 0 && bases.length !== targets)
    throw new RangeError(`The trees have ${bases.length} base values for ${targets} sums.`)
  const shapes = nodes.trees.map((range) => shapeOf(nodes, range))
  const ensembles = Array.from({ length: targets }, (_, target): TreeEnsemble => {
    const trees = shapes.flatMap((shape) => treeOf(shape, leaves, target) ?? [])
    return { features, base: bases[target] ?? 0, trees }
  })
  return { ensembles, hasCovers: shapes.every(coversAddUp) }
}

interface Nodes {
  readonly modes: readonly string[]
  readonly feature: Float64Array
  readonly threshold: Float32Array
  readonly onTrue: Float64Array
  readonly onFalse: Float64Array
  readonly missingTrue: Float64Array
  readonly cover: Float32Array
  readonly trees: readonly TreeRange[]
}

/** Where a tree's nodes stand, and the place of each by its number. */
interface TreeRange {
  readonly id: number
  readonly from: number
  readonly to: number
  readonly places: ReadonlyMap<number, number>
}

const MODES = ['LEAF', 'BRANCH_LT', 'BRANCH_LEQ', 'BRANCH_GT', 'BRANCH_GTE']

function nodesOf(of: (name: string) => OnnxAttribute, features: number): Nodes {
  const [treeIds, nodeIds] = [of('nodes_treeids').integers, of('nodes_nodeids').integers]
  const n = treeIds.length
  if (n === 0 || n > MOST_NODES) throw new RangeError(`The trees have ${n} nodes, not from 1 to ${MOST_NODES}.`)
  const optional = <T extends ArrayLike<unknown>>(values: T, none: T) => (values.length === 0 ? none : values)
  const nodes = {
    modes: of('nodes_modes').texts,
    feature: of('nodes_featureids').integers,
    threshold: of('nodes_values').floats,
    onTrue: of('nodes_truenodeids').integers,
    onFalse: of('nodes_falsenodeids').integers,
    missingTrue: optional(of('nodes_missing_value_tracks_true').integers, new Float64Array(n)),
    cover: optional(of('nodes_hitrates').floats, new Float32Array(n)),
  }
  for (const [name, list] of Object.entries({ nodeIds, ...nodes }))
    if (list.length !== n) throw new RangeError(`The trees have ${n} nodes, but ${list.length} of ${name}.`)
  for (const [i, mode] of nodes.modes.entries()) {
    if (!MODES.includes(mode)) throw new RangeError(`The trees branch by ${mode.slice(0, 40)}, which is not read.`)
    if (mode === 'LEAF') continue
    const feature = nodes.feature[i]!
    if (!(feature >= 0 && feature < features))
      throw new RangeError(`The trees split on feature ${feature}, and there are ${features} features.`)
    if (!Number.isFinite(nodes.threshold[i]!)) throw new RangeError('The trees have a threshold that is not finite.')
  }
  return { ...nodes, trees: rangesOf(treeIds, nodeIds) }
}

/** Nodes of a tree stand together. */
function rangesOf(treeIds: Float64Array, nodeIds: Float64Array): TreeRange[] {
  const ranges: TreeRange[] = []
  const seen = new Set<number>()
  for (let from = 0; from < treeIds.length;) {
    const id = treeIds[from]!
    if (seen.has(id)) throw new RangeError(`The nodes of tree ${id} do not stand together.`)
    seen.add(id)
    const places = new Map<number, number>()
    let to = from
    for (; treeIds[to] === id; to++) {
      if (places.has(nodeIds[to]!)) throw new RangeError(`Tree ${id} has two nodes ${nodeIds[to]}.`)
      places.set(nodeIds[to]!, to - from)
    }
    ranges.push({ id, from, to, places })
    from = to
  }
  return ranges
}

/** What each leaf adds, by its place in the tree, for each target. */
type Leaves = ReadonlyMap<number, readonly ReadonlyMap<number, number>[]>

function leavesOf(
  of: (name: string) => OnnxAttribute,
  { kind, targets, nodes }: { kind: 'target' | 'class'; targets: number; nodes: Nodes },
): Leaves {
  const [trees, leaves, ids] = ['treeids', 'nodeids', 'ids'].map((name) => of(`${kind}_${name}`).integers)
  const weights = of(`${kind}_weights`).floats
  const n = weights.length
  if (!trees || !leaves || !ids || trees.length !== n || leaves.length !== n || ids.length !== n)
    throw new RangeError('The leaves of the trees are not told one by one.')
  const rangeOf = new Map(nodes.trees.map((range) => [range.id, range]))
  const found = new Map<number, Map<number, number>[]>()
  for (let i = 0; i < n; i++) {
    const range = rangeOf.get(trees[i]!)
    const place = range?.places.get(leaves[i]!)
    const target = ids[i]!
    if (!range || place === undefined || nodes.modes[range.from + place] !== 'LEAF')
      throw new RangeError(`A number is given for node ${leaves[i]} of tree ${trees[i]}, which is no leaf.`)
    if (!(target >= 0 && target < targets)) throw new RangeError(`A leaf is of sum ${target} of ${targets}.`)
    if (!Number.isFinite(weights[i]!)) throw new RangeError('A leaf’s number is not finite.')
    const ofTree = found.get(range.id) ?? Array.from({ length: targets }, () => new Map<number, number>())
    found.set(range.id, ofTree)
    const sum = (ofTree[target]!.get(place) ?? 0) + weights[i]!
    ofTree[target]!.set(place, sum)
  }
  return found
}

/** A tree without its leaves' numbers: nodes from its root on, each reached once. */
interface Shape extends Omit<Tree, 'value' | 'gain'> {
  readonly id: number
}

function shapeOf(nodes: Nodes, { id, from, to, places }: TreeRange): Shape {
  const n = to - from
  const children = (i: number, list: Float64Array): number => {
    const place = places.get(list[from + i]!)
    if (place === undefined) throw new RangeError(`Tree ${id} leads to node ${list[from + i]}, which there is not.`)
    return place
  }
  const isLeaf = (i: number) => nodes.modes[from + i] === 'LEAF'
  const shape = {
    id,
    feature: new Int32Array(n).fill(-1),
    threshold: new Float32Array(n),
    left: new Int32Array(n),
    right: new Int32Array(n),
    missingLeft: new Uint8Array(n),
    cover: nodes.cover.slice(from, to),
  }
  const reached = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    if (isLeaf(i)) continue
    const mode = nodes.modes[from + i]!
    // true is "x ≥ t" or "x > t": below the threshold is the other side
    const turned = mode === 'BRANCH_GT' || mode === 'BRANCH_GTE'
    const [onTrue, onFalse] = [children(i, nodes.onTrue), children(i, nodes.onFalse)]
    const threshold = nodes.threshold[from + i]!
    shape.feature[i] = nodes.feature[from + i]!
    // x ≤ t is x < the next float32
    shape.threshold[i] = mode === 'BRANCH_LEQ' || mode === 'BRANCH_GT' ? nextAbove(threshold) : threshold
    shape.left[i] = turned ? onFalse : onTrue
    shape.right[i] = turned ? onTrue : onFalse
    const missingTrue = nodes.missingTrue[from + i] === 1
    shape.missingLeft[i] = Number(missingTrue !== turned)
    for (const child of [onTrue, onFalse]) {
      if (reached[child] === 1) throw new RangeError(`Tree ${id} comes to a node twice: it is no tree.`)
      reached[child] = 1
    }
  }
  // n − 1 of n nodes reached, each once, and not the first: nothing is left over and nothing goes in a circle
  if (reached[0] === 1 || reached.reduce((sum, r) => sum + r, 0) !== n - 1)
    throw new RangeError(`The nodes of tree ${id} are not all reached from its first: it is no tree.`)
  checkReached(shape)
  return shape
}

/** A ring beside the root would also be reached once each. */
function checkReached({ id, feature, left, right }: Shape): void {
  const open = [0]
  let count = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count++
    if (feature[node]! >= 0) open.push(left[node]!, right[node]!)
  }
  if (count !== feature.length) throw new RangeError(`Tree ${id} goes in a circle.`)
}

/** Null where the tree has nothing to do with the target. */
function treeOf({ id, ...shape }: Shape, leaves: Leaves, target: number): Tree | null {
  const values = leaves.get(id)?.[target]
  if (!values || values.size === 0) return null
  const n = shape.feature.length
  return { ...shape, value: Float32Array.from({ length: n }, (_, i) => values.get(i) ?? 0), gain: new Float32Array(n) }
}

/** What came through a node went on to its children, but for rounding; many writers put 1 into all or nothing. */
function coversAddUp({ feature, left, right, cover }: Shape): boolean {
  if (!(cover[0]! > 0)) return false
  return feature.every((f, i) => {
    if (!(cover[i]! >= 0)) return false
    return f < 0 || Math.abs(cover[left[i]!]! + cover[right[i]!]! - cover[i]!) <= 1e-3 * cover[i]!
  })
}

/** A classifier whose leaves are all of one class, as the one sum that it is; of two base values the second counts. */
export function ofOneClass({ attributes }: Pick<OnnxNode, 'attributes'>): Pick<OnnxNode, 'attributes'> {
  const [ids, bases] = [attributes.get('class_ids'), attributes.get('base_values')]
  const own = new Map(attributes)
  if (ids) own.set('class_ids', { ...ids, integers: ids.integers.map(() => 0) })
  if (bases && bases.floats.length === 2) own.set('base_values', { ...bases, floats: bases.floats.slice(1) })
  return { attributes: own }
}

const VIEW = new DataView(new ArrayBuffer(4))

/** The next float32 above a finite one. */
function nextAbove(value: number): number {
  if (value === 0) return 1.401298464324817e-45
  VIEW.setFloat32(0, value)
  VIEW.setInt32(0, VIEW.getInt32(0) + (value > 0 ? 1 : -1))
  return VIEW.getFloat32(0)
}
