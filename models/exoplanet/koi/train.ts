import { koi } from '../koi-specs.ts'
import { trainFromTables } from '../train-from-tables.ts'
import type { TrainOptions } from '../../train.ts'

export const train = (options: TrainOptions): Promise<void> => trainFromTables(koi, options)
