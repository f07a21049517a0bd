import { VouchError } from '@vouch/core/error'

export interface GroupCommitOptions<Item> {
  /** Writes all of them or, when it fails, none. */
  write(items: readonly Item[]): Promise<void>
  /** how much of a group an item takes; a group ends before it is over `size` */
  sizeOf(item: Item): number
  readonly size: number
  /** whether an error came of one of the items, so that the others may succeed without it */
  isOfAnItem(error: unknown): boolean
  /** items that may wait */
  readonly waiting: number
}

interface Waiting<Item> {
  readonly item: Item
  resolve(): void
  reject(error: unknown): void
}

/**
 * Writes items that arrive together as one: while one group is on its way, what comes is gathered for the next, so that
 * a commit is waited for once for all of them. The promise of an item resolves when it is durable. When a group fails
 * because of one item, each is written alone, so that nobody fails with another.
 */
export function createGroupCommit<Item>(options: GroupCommitOptions<Item>): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let running = false

  const takeGroup = (): Waiting<Item>[] => {
    let [count, size] = [0, 0]
    for (const { item } of waiting) {
      size += options.sizeOf(item)
      if (count > 0 && size > options.size) break
      count++
    }
    return waiting.splice(0, count)
  }

  const run = async () => {
    while (waiting.length > 0) {
      // after this turn of the event loop, so that all that it brought is in the group
      await new Promise((resolve) => setImmediate(resolve))
      await settle(takeGroup(), options)
    }
    running = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= options.waiting)
        return reject(new VouchError('unavailable', 'Too much is waiting to be kept; try again in a moment.'))
      waiting.push({ item, resolve, reject })
      if (running) return
      running = true
      void run()
    })
}

async function settle<Item>(group: readonly Waiting<Item>[], options: GroupCommitOptions<Item>): Promise<void> {
  try {
    await options.write(group.map(({ item }) => item))
    for (const { resolve } of group) resolve()
  } catch (error) {
    if (group.length === 1 || !options.isOfAnItem(error)) for (const { reject } of group) reject(error)
    else for (const one of group) await settle([one], options)
  }
}
