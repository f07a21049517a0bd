import { trpc } from '../../trpc.ts'
import type { CallEnds } from '../domain-words.ts'

/** What a model's two calls are called: the classes that it was taught, once they are known. */
export function useCallEnds(model: string): CallEnds {
  const asked = trpc.model.get.useQuery({ id: model })
  const labels = asked.data?.manifest?.labels ?? []
  return { negative: labels[0] ?? 'negative', positive: labels.at(-1) ?? 'positive' }
}
