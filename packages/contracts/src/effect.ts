import { z } from 'zod'

/** What a model says when one input is set to a value and the others stay as they are in the rows. */
const DependenceSpread = z.object({
  /** mean probability of the positive label */
  mean: z.number(),
  /** 10th and 90th percentile of the rows' own curves */
  low: z.number(),
  high: z.number(),
})

/** Partial dependence of a model on its weightiest inputs. */
export const PartialDependence = z.object({
  /** which rows they were */
  split: z.string(),
  /** rows that every point is a mean of, drawn by chance under the training's seed */
  n: z.int().min(0),
  /** the weightiest first */
  inputs: z.array(
    z.object({
      name: z.string(),
      /** of these rows, those that have the input */
      known: z.int().min(0),
      /** at different values from the 5th to the 95th percentile of the rows that have it */
      points: z.array(DependenceSpread.extend({ value: z.number() })),
      /** where it is missing from every row; null where no row lacks it */
      missing: DependenceSpread.nullable(),
    }),
  ),
})
export type PartialDependence = z.infer<typeof PartialDependence>

/** What the weightiest inputs add to a model's log-odds, row by row. */
export const ShapSummary = z.object({
  method: z.enum(['tree-shap', 'linear-shap', 'kernel-shap']),
  /** what is not known of a row: what the training rows of each path were, or rows of a background */
  against: z.enum(['training paths', 'background']),
  /** rows of the background, drawn by chance from those it was trained on; null of training paths */
  background: z.int().min(1).nullable(),
  /** which rows they were */
  split: z.string(),
  /** rows that were explained, drawn by chance under the training's seed */
  n: z.int().min(0),
  /** the log-odds where nothing is known of a row */
  base: z.number(),
  /** inputs of the model; those that are not among `inputs` add less */
  of_inputs: z.int().min(1),
  /** the weightiest first */
  inputs: z.array(
    z.object({
      name: z.string(),
      mean_absolute: z.number().min(0),
      /** of the mean over rows, 95 %; null of one row */
      interval: z.tuple([z.number(), z.number()]).nullable(),
      /** of one row's contribution, because coalitions were sampled: root of the mean square; null where it is exact */
      standard_error: z.number().nullable(),
      /** of each row: share of these rows with a lower value; null where the input is missing */
      quantile: z.array(z.number().min(0).max(1).nullable()),
      /** of each row, in log-odds */
      contribution: z.array(z.number()),
    }),
  ),
})
export type ShapSummary = z.infer<typeof ShapSummary>
