import type { Manifest, ModelView } from '@vouch/contracts/model'

/** One convolution of a tower: its activations are cut at 0 and, where `pool` is above 1, their maximum taken over so many. */
export interface ConvolutionSpec {
  readonly channels: number
  readonly kernel: number
  readonly stride: number
  /** positions of a maximum, two apart; 1: none is taken */
  readonly pool: number
}

export interface ViewSpec extends ModelView {
  /** its name in the file of views */
  readonly source: string
  readonly tower: readonly ConvolutionSpec[]
  /** bins that a copy is moved by at most while training */
  readonly shift: number
}

/** How a mission's table of folded signals is read. */
export interface CurveTable {
  /** both in a folder laid out as the README of `models` says */
  readonly csv: string
  readonly npz: string
  readonly name: string
  readonly source: string
  readonly licence: string
  readonly label: string
  readonly positive: string
  readonly star: string
  /** column → the quantity it holds and what its number is multiplied by */
  readonly quantities: Readonly<Record<string, { readonly quantity: string; readonly factor: number }>>
  /** columns that are the same for the same event: one of them is kept */
  readonly event: readonly string[]
  /** what becomes of a star whose events have both labels: several events of a star may rightly differ, or one was judged twice */
  readonly conflicts: 'keep' | 'drop'
}

export interface NetworkSettings {
  /** views and standardised scalars are cut off there, to both sides */
  readonly limit: number
  readonly hidden: { readonly scalars: number; readonly head: number }
  readonly dropout: number
  readonly rate: number
  readonly decay: number
  readonly epochs: number
  readonly batch: number
  /** most noise that a copy is given, in depths */
  readonly noise: number
  /** share of scalars that a copy loses */
  readonly mask: number
  readonly smoothing: number
}

/** What makes one network of light curves. */
export interface CurveModelSpec {
  readonly id: string
  readonly aliases: readonly string[]
  readonly version: string
  readonly name: string
  readonly summary: string
  readonly table: CurveTable
  readonly views: readonly ViewSpec[]
  /** features of a row that stand beside its views */
  readonly features: readonly string[]
  readonly settings: NetworkSettings
  /** networks whose log-odds are averaged, in each fold and in the model that is kept */
  readonly members: number
  /** signals of the simulator that a network is tried with beside the real ones; 0: it is not tried */
  readonly simulated: number
  readonly transfer: Manifest['transfer']
  readonly intendedUse: string
  readonly limits: readonly string[]
}
