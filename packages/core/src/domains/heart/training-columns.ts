import type { KnownColumns } from '../../table/suggest-columns.ts'
import { ID_COLUMNS } from './map-columns.ts'

/** Where the tables of heart patients keep the diagnosis, and what names the patient; the surest first. */
export const TRAINING_COLUMNS: KnownColumns = {
  labels: ['num', 'target', 'heartdisease', 'heart_disease', 'condition', 'output'],
  groups: ID_COLUMNS.filter((name) => name !== 'id'),
}
