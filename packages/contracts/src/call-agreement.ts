import { z } from 'zod'

const Bounded = z.object({
  /** null where it cannot be measured */
  value: z.number().nullable(),
  /** by drawing groups anew, 95 % */
  interval: z.tuple([z.number(), z.number()]).nullable(),
})

/** How two models call the same rows, each by its own threshold. */
export const CallAgreement = z.object({
  n: z.int().min(0),
  both_positive: z.int().min(0),
  first_only: z.int().min(0),
  second_only: z.int().min(0),
  both_negative: z.int().min(0),
  /** of the rows that they call differently, those that each calls as the label says */
  first_right: z.int().min(0),
  second_right: z.int().min(0),
  /** agreement beyond chance (Cohen 1960) */
  kappa: Bounded,
  /** share of rows that the first calls as the label says, minus the second's */
  accuracy_difference: Bounded,
})
export type CallAgreement = z.infer<typeof CallAgreement>
