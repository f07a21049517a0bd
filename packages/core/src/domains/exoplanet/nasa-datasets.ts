import type { DatasetEntry, LabelChoice, NasaDatasetId } from '@vouch/contracts/dataset'
import type { Mission } from '@vouch/contracts/domains/exoplanet'
import { MISSIONS } from './missions.ts'

interface NasaTable {
  readonly name: string
  readonly description: string
  readonly mission: Mission
  /** the archive's name of the table, for its TAP service */
  readonly table: string
  readonly groupKey: string
  readonly label: LabelChoice
  readonly note: string | null
}

const LICENCE = 'NASA Exoplanet Archive: public; cite DOI 10.26133/NEA4'

const TABLES: Record<NasaDatasetId, NasaTable> = {
  kepler_koi: {
    name: 'Kepler Objects of Interest',
    description: 'Signals of the Kepler mission with transit fits and stars, and what became of them.',
    mission: 'koi',
    table: 'cumulative',
    groupKey: 'kepid',
    label: { column: 'koi_disposition', positive: ['CONFIRMED'], negative: ['FALSE POSITIVE'] },
    note: 'Candidates are left out: what they are is not known. Count them as positive to include them.',
  },
  tess_toi: {
    name: 'TESS Objects of Interest',
    description: 'Signals of the TESS mission as its follow-up programme judged them.',
    mission: 'toi',
    table: 'toi',
    groupKey: 'tid',
    label: { column: 'tfopwg_disp', positive: ['CP', 'KP'], negative: ['FP', 'FA'] },
    note: 'PC and APC are candidates and are left out.',
  },
  k2: {
    name: 'K2 planets and candidates',
    description: 'Signals of the K2 mission, with a row for each publication.',
    mission: 'k2',
    table: 'k2pandc',
    groupKey: 'hostname',
    label: { column: 'disposition', positive: ['CONFIRMED'], negative: ['FALSE POSITIVE', 'REFUTED'] },
    note: 'An object has several rows, and how many tells what it is: take those with default_flag 1. Depths are in %.',
  },
  dr25_tce: {
    name: 'Kepler DR25 threshold-crossing events',
    description:
      'Every event the pipeline found in all of Kepler’s data, with its centroid, odd-even and ghost diagnostics.',
    mission: 'tce',
    table: 'q1_q17_dr25_tce',
    groupKey: 'target_id',
    label: { column: 'label', positive: ['PC'], negative: ['AFP', 'NTP'] },
    note:
      'The archive’s own table has no label and names the star kepid. The column label comes with the table of ' +
      'Valizadegan et al. 2022 (ExoMiner): upload that, or join the dispositions of the Kepler Objects of Interest.',
  },
}

/** NASA's tables as they stand in the list of data sets before they are fetched. @param archive the archive's address */
export function nasaDatasets(archive: string): DatasetEntry[] {
  return NASA_DATASET_IDS.map((id) => {
    const { mission, groupKey, ...told } = TABLES[id]
    return {
      ...told,
      id,
      source: 'nasa',
      domain: 'exoplanet',
      address: `${archive}/TAP/sync?query=select+*+from+${told.table}&format=csv`,
      licence: LICENCE,
      rows: null,
      columns: [...MISSIONS[mission].columns.keys()],
      group_key: groupKey,
      created_at: null,
    }
  })
}

const NASA_DATASET_IDS: readonly NasaDatasetId[] = ['kepler_koi', 'tess_toi', 'k2', 'dr25_tce']
