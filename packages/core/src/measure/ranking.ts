/** Labels are 0 or 1; scores may be anything that orders. Both of the same length. */
type Labels = ArrayLike<number>
type Scores = ArrayLike<number>

/** Rows by falling score. */
export function descending(scores: Scores): Uint32Array {
  return Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counted half.
 * NaN when a label is absent.
 */
export function rocAuc(labels: Labels, scores: Scores, order = descending(scores)): number {
  let positives = 0
  let negatives = 0
  let area = 0
  for (let i = 0; i < order.length;) {
    let p = 0
    let n = 0
    const score = scores[order[i]!]!
    for (; i < order.length && scores[order[i]!]! === score; i++) {
      if (labels[order[i]!]! === 1) p++
      else n++
    }
    area += n * (positives + p / 2)
    positives += p
    negatives += n
  }
  return positives > 0 && negatives > 0 ? area / (positives * negatives) : Number.NaN
}

/** Average precision: precision at each distinct score, weighted by the recall it adds. NaN without positives. */
export function averagePrecision(labels: Labels, scores: Scores, order = descending(scores)): number {
  let positives = 0
  let seen = 0
  let sum = 0
  for (let i = 0; i < order.length;) {
    let p = 0
    const score = scores[order[i]!]!
    for (; i < order.length && scores[order[i]!]! === score; i++) {
      seen++
      if (labels[order[i]!]! === 1) p++
    }
    positives += p
    sum += p * (positives / seen)
  }
  return positives > 0 ? sum / positives : Number.NaN
}

/**
 * The largest recall at which precision is still at least `precision`; 0 where it never is. Rows of one score come
 * together.
 */
export function recallAtPrecision(
  labels: Labels,
  scores: Scores,
  { precision, order = descending(scores) }: { precision: number; order?: Uint32Array },
): number {
  let [positives, found, seen] = [0, 0, 0]
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]!]!
    for (; i < order.length && scores[order[i]!]! === score; i++) {
      seen++
      if (labels[order[i]!]! === 1) positives++
    }
    if (positives / seen >= precision) found = positives
  }
  return positives > 0 ? found / positives : Number.NaN
}

/** Points of the ROC curve, thinned to about `most`: x false positive rate, y true positive rate. */
export function rocCurve(labels: Labels, scores: Scores, most = 200): { x: number[]; y: number[]; n: number } {
  return curve(labels, scores, most, (tp, fp, p, n) => [fp / n, tp / p], [0, 0])
}

/** Points of the precision–recall curve, thinned to about `most`: x recall, y precision. */
export function precisionRecallCurve(
  labels: Labels,
  scores: Scores,
  most = 200,
): { x: number[]; y: number[]; n: number } {
  return curve(labels, scores, most, (tp, fp, p) => [tp / p, tp / (tp + fp)], [0, 1])
}

function curve(
  labels: Labels,
  scores: Scores,
  most: number,
  point: (tp: number, fp: number, positives: number, negatives: number) => [number, number],
  start: readonly [number, number],
): { x: number[]; y: number[]; n: number } {
  const order = descending(scores)
  let positives = 0
  for (const row of order) positives += labels[row]! === 1 ? 1 : 0
  const negatives = order.length - positives
  const points: [number, number][] = [[start[0], start[1]]]
  let tp = 0
  let fp = 0
  for (let i = 0; i < order.length; i++) {
    if (labels[order[i]!]! === 1) tp++
    else fp++
    const last = i + 1 === order.length || scores[order[i + 1]!]! !== scores[order[i]!]!
    if (last) points.push(point(tp, fp, positives, negatives))
  }
  const step = Math.max(1, Math.ceil(points.length / most))
  const kept = points.filter((_, i) => i % step === 0 || i === points.length - 1)
  return { x: kept.map(([x]) => x), y: kept.map(([, y]) => y), n: order.length }
}
