import { z } from 'zod'

/** The most rows one page of a list may hold. */
export const PAGE_LIMIT = 1000

/** How a list is paged: `cursor` is what the page before called `next_cursor`. */
export const PageQuery = z.object({
  cursor: z.string().max(64).optional(),
  limit: z.int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
})
export type PageQuery = z.infer<typeof PageQuery>
