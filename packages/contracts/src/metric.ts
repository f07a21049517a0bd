import { z } from 'zod'

/** A measured number. `value` is null when it was not measured; an interval is 95 % unless `note` says otherwise. */
export const Metric = z.object({
  metric: z.string(),
  value: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  n: z.int().min(0),
  split: z.string(),
  note: z.string().optional(),
})
export type Metric = z.infer<typeof Metric>

/** Points of a curve; `n` is the number of labelled rows it was drawn from. */
export const Curve = z.object({
  x: z.array(z.number()),
  y: z.array(z.number()),
  n: z.int().min(0),
})
export type Curve = z.infer<typeof Curve>

/** One bin of a reliability diagram: mean of what was said, share of what was so, and how many. */
export const ReliabilityBin = z.object({
  predicted: z.number(),
  observed: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  n: z.int().min(0),
})
export type ReliabilityBin = z.infer<typeof ReliabilityBin>
