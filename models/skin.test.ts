import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawPicture } from '@vouch/core/image/draw-picture'
import { openTensors } from '@vouch/core/model/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PICTURE_GRAPH, pictureToOnnx } from './skin/picture-to-onnx.ts'
import { readTrained, RECIPE } from './skin/train-picture-network.ts'

const PYTHON = process.env['VOUCH_PYTHON'] ?? '/usr/bin/python3'
const SHAPE = {
  width: 32,
  height: 32,
  classes: 3,
  stages: [4, 6, 8, 8].map((channels) => ({ channels, blocks: 1 })),
}
const [MEAN, SPREAD] = [0.5, 0.25]
const PICTURES = 24

describe.skipIf(!hasTorch())('the recipe of a network of pictures, where PyTorch is installed', () => {
  let folder: string
  const task = (units: readonly string[]) => ({
    ...SHAPE,
    mean: [MEAN, MEAN, MEAN],
    spread: [SPREAD, SPREAD, SPREAD],
    settings: {
      phases: [
        { shrink: 2, epochs: 1 },
        { shrink: 1, epochs: 2 },
      ],
      batch: 8,
      rate: 0.01,
      decay: 0.01,
      dropout: 0.1,
      smoothing: 0.05,
      balance: 0.5,
      average: 0.9,
      mask: 0.3,
      zoom: 0.2,
      stretch: 0.1,
      move: 0.1,
      tint: 0.1,
      light: 0.1,
      contrast: 0.1,
      saturation: 0.1,
      erase: 0.5,
    },
    units: units.map((name) => ({ name, seed: 3, train: range(0, PICTURES), judge: range(0, PICTURES) })),
  })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vouch-pictures-'))
    const pictures = range(0, PICTURES).map((seed) => drawPicture(seed, SHAPE.width, SHAPE.height))
    writeFileSync(join(folder, 'pictures.u8'), Buffer.concat(pictures))
    writeFileSync(join(folder, 'masks.u8'), Buffer.alloc(PICTURES * SHAPE.width * SHAPE.height, 1))
    writeFileSync(
      join(folder, 'labels.u8'),
      Uint8Array.from({ length: PICTURES }, (_, i) => i % SHAPE.classes),
    )
    writeFileSync(join(folder, 'task.json'), JSON.stringify(task(['whole'])))
    execFileSync(PYTHON, [RECIPE, folder])
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('gives weights whose graph scores every picture as PyTorch did', async () => {
    const { tensors, scores } = readTrained(folder, 'whole')
    const graph = pictureToOnnx({ tensors }, { name: 'test', version: '1' }, { spread: null, shape: SHAPE })
    const shape = [3, SHAPE.height, SHAPE.width]
    const open = await openTensors({ id: 'test', shape, graph: { input: PICTURE_GRAPH.input } }, graph, [
      PICTURE_GRAPH.scores,
    ])
    for (const [seed, wanted] of scores.entries()) {
      const pixels = drawPicture(seed, SHAPE.width, SHAPE.height)
      const size = SHAPE.width * SHAPE.height
      const tensor = Float32Array.from(
        { length: 3 * size },
        (_, i) => ((pixels[3 * (i % size) + Math.floor(i / size)] ?? 0) / 255 - MEAN) / SPREAD,
      )
      const found = (await open.run(tensor, 1, [PICTURE_GRAPH.scores])).get(PICTURE_GRAPH.scores)
      for (const [c, score] of wanted.entries()) expect(found?.values[c]).toBeCloseTo(score, 4)
    }
    await open.close()
    expect(new Set(scores.map(([first]) => first?.toFixed(3))).size).toBeGreaterThan(PICTURES / 2)
  })

  it('goes on from its last epoch where it was broken off, and ends with the same weights', async () => {
    writeFileSync(join(folder, 'task.json'), JSON.stringify(task(['broken'])))
    const first = spawn(PYTHON, [RECIPE, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
    first.stdout.on('data', () => first.kill('SIGKILL'))
    await once(first, 'exit')
    const said = execFileSync(PYTHON, [RECIPE, folder]).toString()
    expect(said).not.toContain('epoch 1/3')
    expect(said).toContain('epoch 3/3')
    const [whole, broken] = ['whole', 'broken'].map((name) => readFileSync(join(folder, `${name}.f32`)))
    expect(Buffer.compare(whole ?? Buffer.alloc(0), broken ?? Buffer.alloc(1))).toBe(0)
  }, 120_000)
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

function hasTorch(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import torch, numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
