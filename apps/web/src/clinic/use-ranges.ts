import { trpc } from '../trpc.ts'

/** What a model has seen of each input in its training; nothing while that is not known. */
export function useRanges(model: string): ReadonlyMap<string, readonly [number, number]> {
  const known = trpc.model.get.useQuery({ id: model })
  const inputs = known.data?.manifest?.inputs ?? []
  return new Map(inputs.flatMap(({ name, range }) => (range === null ? [] : [[name, range] as const])))
}
