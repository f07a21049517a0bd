import { k2 } from '../k2-spec.ts'
import { trainFromTables } from '../train-from-tables.ts'
import type { TrainOptions } from '../../train.ts'

export const train = (options: TrainOptions): Promise<void> => trainFromTables(k2, options)
