import type { ArchiveTable } from '../../dataset/archive-table.ts'

const LICENCE = 'NASA Exoplanet Archive, public; cite doi:10.26133/NEA4'

/** The archive's table of Kepler Objects of Interest: what catalogue features compare with. */
export const KOI_TABLE: ArchiveTable = {
  id: 'kepler_koi',
  domain: 'exoplanet',
  name: 'koi-cumulative',
  title: 'Kepler Objects of Interest, cumulative',
  description: 'Transit signals of Kepler’s prime mission with the archive’s dispositions, one row a signal.',
  table: 'cumulative',
  licence: LICENCE,
  groupKey: 'kepid',
  label: { column: 'koi_disposition', positive: ['CONFIRMED'], negative: ['FALSE POSITIVE'] },
  note: 'Candidates are left out: what they are is not known. Count them as positive to include them.',
}

/** The tables of transit signals that can be trained on. */
export const ARCHIVE_TABLES: readonly ArchiveTable[] = [
  KOI_TABLE,
  {
    id: 'tess_toi',
    domain: 'exoplanet',
    name: 'toi',
    title: 'TESS Objects of Interest',
    description: 'Transit signals of TESS with the dispositions of its follow-up working group, one row a signal.',
    table: 'toi',
    licence: LICENCE,
    groupKey: 'tid',
    label: { column: 'tfopwg_disp', positive: ['CP', 'KP'], negative: ['FP', 'FA'] },
    note: 'Candidates (PC, APC) are no label: they are left out.',
  },
  {
    id: 'k2',
    domain: 'exoplanet',
    name: 'k2pandc',
    title: 'K2 Planets and Candidates',
    description: 'Planets, candidates and false positives of K2, several rows an object, one for each publication.',
    table: 'k2pandc',
    licence: LICENCE,
    groupKey: 'hostname',
    label: {
      column: 'disposition',
      positive: ['CONFIRMED'],
      negative: ['FALSE POSITIVE', 'REFUTED'],
      only: { column: 'default_flag', values: ['1'] },
    },
    note: 'An object has several rows, and how many tells what it is: those with default_flag 1 count. Depths are in %.',
  },
  {
    id: 'dr25_tce',
    domain: 'exoplanet',
    name: 'q1-q17-dr25-tce',
    title: 'Kepler DR25 threshold-crossing events',
    description: 'Every event of the last Kepler pipeline run with its diagnostics, one row an event.',
    table: 'q1_q17_dr25_tce',
    licence: LICENCE,
    groupKey: 'target_id',
    label: { column: 'label', positive: ['PC'], negative: ['AFP', 'NTP'] },
    note: 'The archive’s own table has no labels: put one that has (ExoMiner’s, Valizadegan et al. 2022) into the folder of catalogues.',
  },
]
