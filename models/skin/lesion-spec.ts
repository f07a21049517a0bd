import { DIAGNOSES, DiagnosisCode } from '@vouch/contracts/domains/skin'

/** In the order of the network's scores. */
export const CLASSES = DiagnosisCode.options.map((name) => ({ name, positive: DIAGNOSES[name].malignant }))

/** What the network takes: the shape of HAM10000's pictures, in steps of two that come out even four times. */
export const SIZE = { width: 192, height: 144 } as const
/** Of the training pictures, of red, green and blue from 0 to 1; four digits. */
export const MEAN = [0.7648, 0.5461, 0.5708] as const
export const SPREAD = [0.1405, 0.1516, 0.1685] as const

/** Channels and residual blocks after each step down. */
export const STAGES = [
  { channels: 24, blocks: 1 },
  { channels: 48, blocks: 1 },
  { channels: 96, blocks: 2 },
  { channels: 192, blocks: 2 },
] as const

/** How it learns; see `train.py` for what each is. */
export const SETTINGS = {
  phases: [
    { shrink: 2, epochs: 26 },
    { shrink: 1, epochs: 13 },
  ],
  batch: 64,
  rate: 0.002,
  decay: 0.05,
  dropout: 0.3,
  smoothing: 0.05,
  balance: 0.5,
  average: 0.998,
  mask: 0.3,
  zoom: 0.2,
  stretch: 0.1,
  move: 0.1,
  tint: 0.08,
  light: 0.15,
  contrast: 0.2,
  saturation: 0.2,
  erase: 0.3,
} as const

export const SEED = 1
/** Of the lesions of each class, one in so many is held out. */
export const HELD_OUT = 5
