import type { KnownColumns } from '../../table/suggest-columns.ts'

/** Where the tables of transit signals keep the archive's answer, and what names the star; the surest first. */
export const TRAINING_COLUMNS: KnownColumns = {
  labels: ['koi_disposition', 'tfopwg_disp', 'disposition', 'av_training_set', 'label', 'k2c_disp', 'koi_pdisposition'],
  groups: ['kepid', 'tid', 'hostname', 'target_id', 'tic_id', 'epic_hostname'],
}
