/**
 * A binary decision tree in flat arrays. Node 0 is the root. In an inner node a row goes left when
 * `x[feature] < threshold` (both float32), and by `missingLeft` when the value is missing.
 */
export interface Tree {
  /** -1 in a leaf */
  readonly feature: Int32Array
  readonly threshold: Float32Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly missingLeft: Uint8Array
  /** what a leaf adds to the margin */
  readonly value: Float32Array
  /** gain of the split; 0 in a leaf */
  readonly gain: Float32Array
  /** weight of the training rows that came through (sum of second derivatives) */
  readonly cover: Float32Array
}

/** A sum of trees: margin = base + Σ leaf values. */
export interface TreeEnsemble {
  readonly features: number
  readonly base: number
  readonly trees: readonly Tree[]
}

/** The leaf that row `row` of a rows × features matrix comes to. */
export function leafOf(tree: Tree, matrix: Float32Array, offset: number): number {
  let node = 0
  for (;;) {
    const feature = tree.feature[node]!
    if (feature < 0) return node
    const value = matrix[offset + feature]!
    const goesLeft = value === value ? value < tree.threshold[node]! : tree.missingLeft[node] === 1
    node = goesLeft ? tree.left[node]! : tree.right[node]!
  }
}

/**
 * Margins of some rows, added up in float32 in the order of the trees, as onnxruntime and XGBoost do.
 * @param matrix rows × features, row-major, NaN where missing
 */
export function predictMargin(ensemble: TreeEnsemble, matrix: Float32Array, rows: number): Float32Array {
  const margins = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    let margin = 0
    for (const tree of ensemble.trees)
      margin = Math.fround(margin + tree.value[leafOf(tree, matrix, r * ensemble.features)]!)
    margins[r] = margin + ensemble.base
  }
  return margins
}

export function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin))
}

/** The same trees with another scale: margin → slope × margin + offset. What a Platt calibration does to an ensemble. */
export function rescale(ensemble: TreeEnsemble, slope: number, offset: number): TreeEnsemble {
  return {
    features: ensemble.features,
    base: Math.fround(ensemble.base * slope + offset),
    trees: ensemble.trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value * slope) })),
  }
}

/** The mean of some ensembles' margins, as one ensemble: a bag. @throws RangeError when there is none */
export function averageEnsembles(ensembles: readonly TreeEnsemble[]): TreeEnsemble {
  const [first, ...others] = ensembles
  if (!first) throw new RangeError('There is no ensemble to average.')
  if (others.length === 0) return first
  const scaled = ensembles.map((ensemble) => rescale(ensemble, 1 / ensembles.length, 0))
  return {
    features: first.features,
    base: Math.fround(scaled.reduce((sum, { base }) => sum + base, 0)),
    trees: scaled.flatMap(({ trees }) => trees),
  }
}

/** Sum of the gains of the splits on each feature, as shares of one; all 0 where nothing was split. */
export function gainImportance(ensemble: Pick<TreeEnsemble, 'features' | 'trees'>): number[] {
  const gains = new Array<number>(ensemble.features).fill(0)
  for (const { feature, gain } of ensemble.trees)
    for (let n = 0; n < feature.length; n++) {
      const f = feature[n]!
      if (f >= 0) gains[f] = gains[f]! + gain[n]!
    }
  const total = gains.reduce((sum, gain) => sum + gain, 0)
  return gains.map((gain) => (total > 0 ? gain / total : 0))
}
