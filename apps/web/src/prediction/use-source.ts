import type { Catalogue } from '@vouch/contracts/domains/exoplanet'
import { useState } from 'react'
import type { TableSource } from '../domains/exoplanet/table-source.ts'
import { problemOf, type ShownProblem } from '../problem.ts'
import { trpc } from '../trpc.ts'

/** The table a reader has chosen, and the two that can be brought to him. A failure leaves what was chosen before. */
export function useSource() {
  const utils = trpc.useUtils()
  const catalogue = trpc.exoplanet.catalogue.useQuery()
  const [source, setSource] = useState<TableSource | null>(null)
  const [fetching, setFetching] = useState<'sample' | 'catalogue' | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)

  const bring = async (what: 'sample' | 'catalogue', work: () => Promise<TableSource>) => {
    setFetching(what)
    setProblem(null)
    try {
      setSource(await work())
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setFetching(null)
    }
  }
  const choose = (chosen: TableSource) => {
    setProblem(null)
    setSource(chosen)
  }
  const kept: Catalogue | null = catalogue.data ?? null
  return {
    source,
    fetching,
    problem,
    catalogue: kept,
    chooseFile: (file: File) => choose({ kind: 'file', file }),
    chooseCatalogue: () => kept !== null && choose({ kind: 'catalogue', catalogue: kept }),
    simulate: () =>
      bring('sample', async () => {
        const sample = await utils.client.exoplanet.sample.query()
        return { kind: 'sample', file: new File([sample.csv], sample.name, { type: 'text/csv' }), note: sample.note }
      }),
    fetchCatalogue: () =>
      bring('catalogue', async () => {
        const fetched = await utils.client.exoplanet.fetchCatalogue.mutate()
        utils.exoplanet.catalogue.setData(undefined, fetched)
        return { kind: 'catalogue', catalogue: fetched }
      }),
  }
}
