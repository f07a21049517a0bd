import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { whyNotAssessed } from '@vouch/core/domains/exoplanet/assess'
import { takeRows } from '@vouch/core/domains/exoplanet/fragility'
import type { Quantities, QuantityName } from '@vouch/core/domains/exoplanet/quantities'
import { type LabelledRows, type LabelledTable, readLabelled, RULES } from './labelled.ts'
import type { TransitModelSpec } from './transit-model.ts'

/** The missions whose tables say what became of an object. */
export type TrainingMission = keyof typeof RULES

/** Where a mission's table lies in a folder laid out as the README of `models` says, and how a card calls it. */
export const TABLES: Readonly<Record<TrainingMission, { path: string; name: string }>> = {
  koi: { path: 'kepler/koi.csv', name: 'Kepler Objects of Interest, cumulative table' },
  k2: { path: 'k2/k2pandc_transit.csv', name: 'K2 planets and candidates' },
  toi: { path: 'tess/toi.csv', name: 'TESS Objects of Interest' },
  tce: { path: 'kepler/dr25_tce.csv', name: 'Kepler DR25 threshold-crossing events' },
}

/** The table a training learns from, and those it needs beside it. */
export interface TrainingData {
  readonly own: LabelledTable
  readonly others: Partial<Readonly<Record<TrainingMission, LabelledTable>>>
}

/** @param path the mission's own table; the others are taken from `folder` where there is one */
export async function readTrainingData(
  { mission, beside, measuredOn }: Pick<TransitModelSpec, 'mission' | 'beside' | 'measuredOn'>,
  path: string,
  folder: string | null,
): Promise<TrainingData> {
  const others: Partial<Record<TrainingMission, LabelledTable>> = {}
  for (const other of new Set([...(beside ? [beside.mission] : []), ...measuredOn])) {
    const file = folder === null ? null : join(folder, TABLES[other].path)
    if (file !== null && existsSync(file)) others[other] = await readLabelled(file, RULES[other])
  }
  const extra = mission === 'koi' ? ['koi_score'] : []
  return { own: await readLabelled(path, RULES[mission], extra), others }
}

/** The rows that a model judges. */
export function assessedRows({ requires }: Pick<TransitModelSpec, 'requires'>, rows: LabelledRows): LabelledRows {
  const lists = { requires: requires.map((list) => [...list]) }
  return takeLabelled(
    rows,
    [...rows.stars.keys()].filter((row) => whyNotAssessed(lists, rows.quantities, row) === null),
  )
}

export function takeLabelled(rows: LabelledRows, which: ArrayLike<number>): LabelledRows {
  return {
    quantities: takeRows(rows.quantities, which),
    stars: Array.from(which, (row) => rows.stars[row]!),
    labels: rows.labels.length === 0 ? rows.labels : Uint8Array.from(which, (row) => rows.labels[row]!),
  }
}

/** The rows in which none of the quantities is missing. */
export function completeRows(rows: LabelledRows, names: readonly QuantityName[]): LabelledRows {
  const present = (row: number) => names.every((name) => Number.isFinite(rows.quantities.values[name]?.[row]))
  return takeLabelled(rows, [...rows.stars.keys()].filter(present))
}

/** Labelled rows, and candidates as if they were positive. */
export function joinRows(labelled: LabelledRows, candidates: LabelledRows): LabelledRows {
  const n = candidates.stars.length
  const values = Object.fromEntries(
    Object.entries(labelled.quantities.values).map(([name, column]) => {
      const other = Object.entries(candidates.quantities.values).find(([known]) => known === name)?.[1]
      return [name, Float64Array.from([...column, ...(other ?? new Float64Array(n).fill(Number.NaN))])]
    }),
  )
  const quantities: Quantities = { rows: labelled.quantities.rows + n, values }
  return {
    quantities,
    stars: [...labelled.stars, ...candidates.stars],
    labels: Uint8Array.from([...labelled.labels, ...new Uint8Array(n).fill(1)]),
  }
}
