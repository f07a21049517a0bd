import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { VouchError } from '../error.ts'
import { createRandom } from '../random.ts'
import { importOnnx, type ImportOnnxOptions } from './import-onnx.ts'
import { ProtobufWriter } from './protobuf.ts'
import { readOnnx } from './read-onnx.ts'
import { GRAPH } from './to-onnx.ts'

const OWN = resolve(import.meta.dirname, 'fixtures/onnx')
const ASKED: ImportOnnxOptions = { output: null, positive: null, outputIs: 'probability' }
const FEATURES = 4

const fileOf = (name: string) => readFileSync(resolve(OWN, `${name}.onnx`))

async function run(bytes: Uint8Array, feeds: (session: InferenceSession) => Record<string, Tensor>, output: string) {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const result = await session.run(feeds(session), [output])
  await session.release()
  return Array.from(result[output]!.data, Number)
}

/** Rows of all kinds: drawn, on the trees' own thresholds and one float beside them, and with gaps where they may be. */
function rowsFor(bytes: Uint8Array, gaps: boolean): Float32Array {
  const random = createRandom('rows')
  const drawn = Array.from({ length: 200 * FEATURES }, () => Math.fround(random.normal()))
  const thresholds = readOnnx(bytes).nodes.flatMap(({ attributes }) => [
    ...(attributes.get('nodes_values')?.floats ?? []),
  ])
  const beside = thresholds.flatMap((value) => [
    value,
    value + 2 ** -23 * Math.abs(value),
    value - 2 ** -23 * Math.abs(value),
  ])
  const edges = beside.flatMap((value, i) => [value, beside[(i * 7) % beside.length]!, value, -value])
  const all = Float32Array.from([...drawn, ...edges])
  if (gaps) for (let i = 0; i < all.length; i += 5) all[i] = Number.NaN
  return all
}

/** What the file itself says in onnxruntime of the positive class. */
async function said(bytes: Uint8Array, matrix: Float32Array, { output, column }: { output: string; column: number }) {
  const rows = matrix.length / FEATURES
  const feeds = ({ inputNames }: InferenceSession) =>
    inputNames.length === 1
      ? { [inputNames[0]!]: new Tensor('float32', matrix, [rows, FEATURES]) }
      : Object.fromEntries(
          inputNames.map((name, c) => [
            name,
            new Tensor(
              'float32',
              Float32Array.from({ length: rows }, (_, r) => matrix[r * FEATURES + c]!),
              [rows, 1],
            ),
          ]),
        )
  const all = await run(bytes, feeds, output)
  const width = all.length / rows
  return all.filter((_, i) => i % width === column)
}

const ours = (onnx: Uint8Array, matrix: Float32Array, output: string) =>
  run(onnx, () => ({ [GRAPH.input]: new Tensor('float32', matrix, [matrix.length / FEATURES, FEATURES]) }), output)

const CASES: Record<string, { asked?: Partial<ImportOnnxOptions>; output: string; column: number; gaps: boolean }> = {
  'torch-network': { output: 'probability', column: 0, gaps: false },
  'random-forest': { output: 'probabilities', column: 1, gaps: true },
  'boosted-below': { output: 'probabilities', column: 1, gaps: true },
  'boosted-above': { output: 'probabilities', column: 1, gaps: true },
  'three-classes': { asked: { positive: 2 }, output: 'probabilities', column: 2, gaps: true },
  'logistic-regression': { output: 'probabilities', column: 1, gaps: true },
}

describe('an ONNX model of another program', () => {
  const names = readdirSync(OWN).flatMap((file) => /^(.*)\.onnx$/.exec(file)?.[1] ?? [])

  it.each(names)('%s says what it says by itself, on thresholds and in gaps', async (name) => {
    const { asked = {}, output, column, gaps } = CASES[name]!
    const bytes = fileOf(name)
    const matrix = rowsFor(bytes, gaps)
    const { onnx, features } = importOnnx(bytes, { ...ASKED, ...asked })
    expect(features).toBe(FEATURES)
    // a map by class hides the tensor that it is made of
    const shown = name === 'random-forest' ? withOutput(bytes, output) : bytes
    const expected = await said(shown, matrix, { output, column })
    const probability = await ours(onnx, matrix, GRAPH.probability)
    const margin = await ours(onnx, matrix, GRAPH.margin)
    expect(probability.length).toBe(expected.length)
    for (const [r, value] of expected.entries()) {
      expect(Math.abs(probability[r]! - value)).toBeLessThanOrEqual(1e-6)
      expect(Math.abs(1 / (1 + Math.exp(-margin[r]!)) - value)).toBeLessThanOrEqual(1e-6)
    }
  })

  it('is known as trees where it is nothing else, so that it can be explained exactly', () => {
    const isTrees = (name: string) => importOnnx(fileOf(name), { ...ASKED, positive: 1 }).trees !== null
    expect(['random-forest', 'boosted-below', 'boosted-above', 'three-classes'].map(isTrees)).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(importOnnx(fileOf('torch-network'), ASKED).trees).toBeNull()
  })

  it('has names for its columns where each is an input', () => {
    expect(importOnnx(fileOf('logistic-regression'), ASKED).featureNames).toEqual(['period', 'depth', 'radius', 'snr'])
    expect(importOnnx(fileOf('random-forest'), ASKED).featureNames).toBeNull()
  })

  it('says who wrote it', () => {
    expect(importOnnx(fileOf('random-forest'), ASKED).writer).toBe('skl2onnx 1.14.0')
    expect(importOnnx(fileOf('torch-network'), ASKED).writer).toMatch(/^pytorch 1\.13/)
  })

  it('of many classes wants to know which is the positive one', () => {
    const read = (positive: number | null) => importOnnx(fileOf('three-classes'), { ...ASKED, positive })
    expect(() => read(null)).toThrow('3 classes: say which')
    expect(() => read(3)).toThrow('the positive one is to be 3')
  })

  it('wants to know which output it is where several may be', () => {
    expect(() => importOnnx(fileOf('random-forest'), { ...ASKED, output: 'nothing' })).toThrow('no output nothing')
    expect(() => importOnnx(fileOf('random-forest'), { ...ASKED, output: 'label' })).toThrow('not made of the rows')
  })
})

describe('a hostile ONNX file', () => {
  const refused = (bytes: Uint8Array) => {
    try {
      importOnnx(bytes, ASKED)
    } catch (error) {
      if (error instanceof VouchError) return `${error.code}: ${error.message}`
      throw error
    }
    return 'taken'
  }
  /** A model of one node after the other, each of the one before, and what else is to be in it. */
  interface Node {
    op: string
    inputs: string[]
    outputs: string[]
    domain?: string
    attribute?: (attribute: ProtobufWriter) => void
  }
  const model = (nodes: readonly Node[], more: (graph: ProtobufWriter) => void = () => undefined, columns = 2) => {
    const writer = new ProtobufWriter()
    writer.varint(1, 8).message(7, (graph) => {
      for (const { op, inputs, outputs, domain, attribute } of nodes)
        graph.message(1, (node) => {
          for (const name of inputs) node.text(1, name)
          for (const name of outputs) node.text(2, name)
          node.text(4, op)
          if (attribute) node.message(5, attribute)
          if (domain !== undefined) node.text(7, domain)
        })
      more(graph)
      for (const [number, name, width] of [
        [11, 'x', columns],
        [12, 'y', 1],
      ] as const)
        graph.message(number, (info) =>
          info.text(1, name).message(2, (type) =>
            type.message(1, (tensor) =>
              tensor.varint(1, 1).message(2, (shape) => {
                shape.message(1, (size) => size.text(2, 'n'))
                shape.message(1, (size) => size.varint(1, width))
              }),
            ),
          ),
        )
    })
    return writer.message(8, (opset) => opset.text(1, '').varint(2, 15)).finish()
  }
  const constant = (shape: readonly number[], more: (tensor: ProtobufWriter) => void) => (graph: ProtobufWriter) =>
    graph.message(5, (tensor) => {
      for (const size of shape) tensor.varint(1, size)
      tensor.varint(2, 1).text(8, 'w')
      more(tensor)
    })
  const sigmoid: Node = { op: 'Sigmoid', inputs: ['x'], outputs: ['y'] }

  it('is taken while it does no harm', () => {
    expect(refused(model([sigmoid], undefined, 1))).toBe('taken')
  })

  it.each([
    [
      'data in another file',
      model(
        [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
        constant([2, 1], (t) => t.varint(14, 1).message(13, (e) => e.text(1, 'location').text(2, '/etc/passwd'))),
      ),
      'external data',
    ],
    [
      'a size that its numbers do not have',
      model(
        [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
        constant([2, 2 ** 40], (t) => t.blob(9, new Uint8Array(8))),
      ),
      'has 2 numbers',
    ],
    [
      'a size below nought',
      model(
        [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
        constant([-1], (t) => t.blob(9, new Uint8Array(8))),
      ),
      'has 2 numbers',
    ],
    [
      'a circle',
      model([
        { op: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
        { op: 'Neg', inputs: ['a'], outputs: ['b'] },
        { op: 'Sigmoid', inputs: ['b'], outputs: ['y'] },
      ]),
      'in a circle',
    ],
    ['a node that is its own input', model([{ op: 'Add', inputs: ['x', 'y'], outputs: ['y'] }]), 'in a circle'],
    ['a result that is made twice', model([sigmoid, sigmoid]), 'made twice'],
    [
      'columns that double and double',
      model([
        ...Array.from({ length: 40 }, (_, i): Node => ({
          op: 'Concat',
          inputs: [i === 0 ? 'x' : `c${i}`, i === 0 ? 'x' : `c${i}`],
          outputs: [`c${i + 1}`],
          attribute: (a) => a.text(1, 'axis').varint(3, 1).varint(20, 2),
        })),
        { op: 'Sigmoid', inputs: ['c40'], outputs: ['y'] },
      ]),
      'columns, not from 1',
    ],
    [
      'a loop',
      model([
        {
          op: 'Loop',
          inputs: ['x'],
          outputs: ['y'],
          attribute: (a) => a.text(1, 'body').message(6, (g) => g.text(2, 'g')),
        },
      ]),
      'graph of its own',
    ],
    [
      'rows that are multiplied',
      model(
        [{ op: 'Expand', inputs: ['x', 'w'], outputs: ['y'] }],
        constant([1], (t) => t.blob(9, new Uint8Array(4))),
      ),
      'Expand is not taken',
    ],
    [
      'an operator of somebody’s own',
      model([{ ...sigmoid, domain: 'com.microsoft' }]),
      'com.microsoft.Sigmoid is not taken',
    ],
    [
      'an operator called like what every object has',
      model([{ ...sigmoid, op: 'constructor' }]),
      'constructor is not taken',
    ],
    ['an input that nothing gives', model([{ ...sigmoid, inputs: ['z'] }]), 'which nothing gives'],
    [
      'functions',
      Buffer.concat([model([sigmoid]), new ProtobufWriter().message(25, (f) => f.text(1, 'f')).finish()]),
      'functions',
    ],
    [
      'more parts than any model',
      new ProtobufWriter()
        .blob(
          7,
          new Uint8Array(1 << 20).map((_, i) => (i % 2 === 0 ? 0x0a : 0)),
        )
        .finish(),
      'more than 200000 parts',
    ],
    ['more columns than any table', model([sigmoid], undefined, 2 ** 31), 'takes 2147483648'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(refused(bytes)).toMatch(/^(invalid|too_large): /)
    expect(refused(bytes)).toContain(message)
  })

  it.each([
    ['a tree that leads back to its root', { nodes_truenodeids: [1, 0, 0, 0, 0] }],
    ['a ring beside the root', { nodes_truenodeids: [1, 0, 2, 0, 0], nodes_falsenodeids: [3, 0, 4, 0, 0] }],
    ['a node that two lead to', { nodes_falsenodeids: [1, 0, 4, 0, 0] }],
    ['a feature that there is not', { nodes_featureids: [7, 0, 0, 0, 0] }],
    ['a feature far away', { nodes_featureids: [-1, 0, 0, 0, 0] }],
    ['a child that there is not', { nodes_truenodeids: [9, 0, 3, 0, 0] }],
    ['lists that do not go together', { nodes_featureids: [0, 0] }],
    ['a leaf of another class', { class_ids: [0, 5, 0] }],
    ['a number for what is no leaf', { class_nodeids: [0, 3, 4] }],
  ])('is refused: %s', (_, changed) => {
    const lists: Record<string, number[]> = {
      nodes_treeids: [0, 0, 0, 0, 0],
      nodes_nodeids: [0, 1, 2, 3, 4],
      nodes_featureids: [0, 0, 1, 0, 0],
      nodes_truenodeids: [1, 0, 3, 0, 0],
      nodes_falsenodeids: [2, 0, 4, 0, 0],
      class_treeids: [0, 0, 0],
      class_nodeids: [1, 3, 4],
      class_ids: [0, 0, 0],
      classlabels_int64s: [0, 1],
    }
    const tree = (own: Record<string, number[]>) => {
      const writer = new ProtobufWriter()
      writer.message(7, (graph) => {
        graph.message(1, (node) => {
          node.text(1, 'x').text(2, 'label').text(2, 'y').text(4, 'TreeEnsembleClassifier').text(7, 'ai.onnx.ml')
          for (const [name, values] of Object.entries(own))
            node.message(5, (a) => a.text(1, name).integers(8, values).varint(20, 7))
          node.message(5, (a) => {
            a.text(1, 'nodes_modes')
            for (const mode of ['BRANCH_LT', 'LEAF', 'BRANCH_LT', 'LEAF', 'LEAF']) a.text(9, mode)
          })
          node.message(5, (a) => a.text(1, 'nodes_values').floats(7, [0.5, 0, 0.5, 0, 0]))
          node.message(5, (a) => a.text(1, 'class_weights').floats(7, [0.5, -0.5, 0.1]))
          node.message(5, (a) => a.text(1, 'post_transform').text(4, 'LOGISTIC'))
        })
      })
      const ends = model([], undefined, 2)
      // a repeated field of one message is joined: the ends of the empty graph, and this node
      return Buffer.concat([writer.finish(), ends])
    }
    const joined = (own: Record<string, number[]>) => mergeGraphs(tree(own))
    expect(refused(joined(lists))).toBe('taken')
    expect(refused(joined({ ...lists, ...changed }))).toMatch(/^invalid: /)
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a text', Buffer.from('period,depth\n1,2\n')],
    ['an XGBoost model', Buffer.from('{"learner":{}}')],
    ['zeros', new Uint8Array(1000)],
    ['ones', new Uint8Array(1000).fill(255)],
  ])('is no ONNX model: %s', (_, bytes) => {
    expect(refused(bytes)).toMatch(/^unsupported_media: /)
  })

  it('cut short or changed anywhere is read whole, refused in words, or not an ONNX model: never anything else', () => {
    const random = createRandom('damage')
    for (const name of ['random-forest', 'torch-network', 'logistic-regression']) {
      const bytes = fileOf(name)
      for (let i = 0; i < 300; i++) {
        const damaged = new Uint8Array(bytes)
        for (let k = 0; k <= i % 3; k++)
          damaged[Math.floor(random.uniform() * damaged.length)] = Math.floor(random.uniform() * 256)
        const cut = i % 2 === 0 ? damaged : damaged.subarray(0, Math.floor(random.uniform() * damaged.length))
        expect(refused(cut)).toMatch(/^(taken|invalid: |unsupported_media: |too_large: )/)
      }
    }
  })
})

/** One graph out of those of a model that has several: what a reader of protocol buffers makes of it. */
function mergeGraphs(bytes: Uint8Array): Uint8Array {
  const graphs: Uint8Array[] = []
  const writer = new ProtobufWriter()
  let at = 0
  const varint = () => {
    let [value, shift] = [0, 1]
    for (;;) {
      const byte = bytes[at++]!
      value += (byte & 127) * shift
      shift *= 128
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    if (tag % 8 === 0) {
      writer.varint(Math.floor(tag / 8), varint())
      continue
    }
    const length = varint()
    const part = bytes.subarray(at, at + length)
    at += length
    if (tag >> 3 === 7) graphs.push(part)
    else writer.blob(tag >> 3, part)
  }
  return writer.blob(7, Buffer.concat(graphs)).finish()
}

/** The same model with one more output: a tensor of floats. */
function withOutput(bytes: Uint8Array, name: string): Uint8Array {
  const more = new ProtobufWriter()
    .message(7, (graph) =>
      graph.message(12, (info) =>
        info.text(1, name).message(2, (type) => type.message(1, (tensor) => tensor.varint(1, 1))),
      ),
    )
    .finish()
  return mergeGraphs(Buffer.concat([bytes, more]))
}
