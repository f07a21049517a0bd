import type { TrainOptions } from '../../train.ts'
import { lightCurveTess } from '../curve-specs.ts'
import { trainFromViews } from '../train-from-views.ts'

export const train = (options: TrainOptions): Promise<void> => trainFromViews(lightCurveTess, options)
