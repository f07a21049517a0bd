import { z } from 'zod'

/** What a thread made for tests is told to do. */
export const TestTask = z.discriminatedUnion('do', [
  z.object({ do: z.literal('echo'), value: z.number(), waitMs: z.number().optional() }),
  z.object({ do: z.enum(['crash', 'exhaust', 'hang', 'refuse', 'throw']) }),
  z.object({ do: z.literal('ask'), questions: z.array(z.number()) }),
  z.object({ do: z.literal('note'), upTo: z.number() }),
])
export type TestTask = z.infer<typeof TestTask>
