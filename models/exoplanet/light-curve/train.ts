import type { TrainOptions } from '../../train.ts'
import { lightCurve } from '../curve-specs.ts'
import { trainFromViews } from '../train-from-views.ts'

export const train = (options: TrainOptions): Promise<void> => trainFromViews(lightCurve, options)
