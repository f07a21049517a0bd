import type { z } from 'zod'
import { failure, parseJson, ProblemError } from './problem.ts'

/** An answer of the API as its contract has it. @throws ProblemError for what has not that shape */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, body: string): z.infer<Schema> {
  const found = schema.safeParse(parseJson(body))
  if (found.success) return found.data
  throw new ProblemError(failure('failure', 'The server’s answer is in a shape this page does not know.'))
}
