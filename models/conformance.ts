import { createHash } from 'node:crypto'
import type { Manifest } from '@vouch/contracts/model'
import { describe, expect, it } from 'vitest'
import { conformsOnPictures } from './conformance-pictures.ts'
import { conformsOnRows } from './conformance-rows.ts'
import type { ReadFolder } from './read-folder.ts'
import { renderCard } from './render-card.ts'

/**
 * Above these, a ROC AUC by star, or by hospital left out, is a leak until shown otherwise. A table with the diagnostics of Data Validation is told
 * by untuned trees and clean columns to .9994: most of its events are noise.
 */
const LEAK_ABOVE: Readonly<Record<Manifest['modality'], Readonly<Record<string, number>>>> = {
  table: { koi: 0.995, k2: 0.985, toi: 0.97, tce: 0.9998, patients: 0.92 },
  // most events of TESS’ first sectors are noise, and look like it; signals with a row and a curve are the brighter ones
  'light-curve': { koi: 0.998, tce: 0.995, toi: 0.993 },
  // the best of the ISIC challenge of 2018 stayed below it, and they had more than these pictures
  picture: { ham10000: 0.985 },
}

/** Fields in which a call may be taken for a diagnosis. */
const OF_MEDICINE: ReadonlySet<string> = new Set(['heart', 'skin'])

/** What every model's folder must hold and do. A check may name a modality, a method or a domain, never a model. */
export function conforms(folder: ReadFolder): void {
  const { path, manifest, graph, card, outOfFold } = folder

  it('lies in the folder of its own domain and id', () => {
    expect(path).toBe(`${manifest.domain}/${manifest.id}`)
  })

  it('has the graph its manifest was written for', () => {
    expect(createHash('sha256').update(graph).digest('hex')).toBe(manifest.graph.sha256)
    expect(graph.length).toBe(manifest.graph.bytes)
  })

  it('brings what was said of each row that it was measured on, by a model that had not seen it', () => {
    const calls = Object.values(outOfFold.calls)
    const rows = manifest.curves?.roc.n ?? Number.NaN
    // a signal that nothing tells from another has no key
    expect(calls.length).toBeLessThanOrEqual(rows)
    expect(calls.length).toBeGreaterThan(0.99 * rows)
    expect(outOfFold.split).toBe(manifest.curves?.split)
  })

  it('names each input once, and measures none without n, split and interval or a reason', () => {
    expect(new Set(manifest.inputs.map(({ name }) => name)).size).toBe(manifest.inputs.length)
    for (const { metric, n, split, interval, note, value } of manifest.evaluation) {
      expect(n, metric).toBeGreaterThan(0)
      expect(split, metric).not.toBe('')
      expect(interval !== null || note !== undefined || value === null, metric).toBe(true)
      if (interval && value !== null) {
        expect(value, metric).toBeGreaterThanOrEqual(interval[0])
        expect(value, metric).toBeLessThanOrEqual(interval[1])
      }
    }
  })

  it('has a card that is its manifest, and names intended use, limits and licence', () => {
    expect(card).toBe(renderCard(manifest))
    for (const words of [manifest.intended_use, manifest.licence, ...manifest.limits]) expect(card).toContain(words)
  })

  it('stays below the figure that would be a leak', () => {
    const auc = manifest.evaluation.find(({ metric }) => metric === 'roc_auc')
    expect(auc?.value).toBeLessThan(LEAK_ABOVE[manifest.modality][manifest.transfer.trained_on[0] ?? ''] ?? 0.995)
  })

  it.runIf(/CC[ -]BY-NC/i.test(manifest.licence))('says that it is for non-commercial use, as its licence does', () => {
    for (const words of [manifest.intended_use, card]) expect(words).toMatch(/non-commercial/i)
  })

  it.runIf(OF_MEDICINE.has(manifest.domain))('says that it is not a medical device', () => {
    for (const words of [manifest.summary, manifest.intended_use, manifest.limits.join(' ')])
      expect(words).toMatch(/not a medical device/i)
  })

  if (manifest.modality === 'picture') describe('on pictures', () => conformsOnPictures(folder))
  else describe('on rows', () => conformsOnRows(folder))
}
