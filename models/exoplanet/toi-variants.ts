import type { TrainingData } from './training-data.ts'
import type { TransitModelSpec } from './transit-model.ts'
import type { Variant } from './variants.ts'

export function toiVariants(_spec: TransitModelSpec, _data: TrainingData): Variant[] {
  return []
}
