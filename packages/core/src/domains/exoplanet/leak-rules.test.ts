import { describe, expect, it } from 'vitest'
import { leakRules } from './leak-rules.ts'

/** What leaks in each mission's table, and what does not. */
const TABLES = {
  koi: {
    refused:
      'loc_rowid kepid kepoi_name kepler_name koi_pdisposition koi_score koi_fpflag_nt koi_fpflag_ss koi_fpflag_co koi_fpflag_ec koi_tce_delivname koi_vet_stat koi_vet_date koi_comment koi_disp_prov koi_limbdark_prov koi_datalink_dvr',
    warned:
      'koi_count koi_tce_plnt_num koi_steff_err1 koi_steff_err2 koi_slogg_err1 koi_slogg_err2 koi_srad_err1 koi_srad_err2 koi_smet_err1 koi_smass_err2 koi_sage_err1',
    clean:
      'koi_period koi_period_err1 koi_depth koi_depth_err2 koi_duration koi_impact koi_prad koi_prad_err1 koi_teq koi_insol koi_model_snr koi_ror koi_steff koi_slogg koi_srad ra dec koi_kepmag',
  },
  tce: {
    refused:
      'target_id tceid official_fold label koi_disposition koi_score koi_period koi_depth koi_count koi_tce_plnt_num kepler_name kepoi_name fpwg_disp_status fpwg_disp_eb tce_nkoi tce_datalink_dvs tce_datalink_dvr wst_depth_original tce_maxmes_original tce_ptemp_stat_original',
    warned:
      'tce_plnt_num tce_period_err tce_duration_err tce_depth_err tce_ror_err tce_steff_err tce_steff_err1 tce_sdens_err1 tce_dens_serr2 tce_fwm_srao_err tce_dikco_msky_err',
    clean:
      'tce_period tce_duration transit_depth tce_model_snr tce_prad tce_max_mult_ev tce_maxmes tce_bin_oedp_stat boot_fap tce_cap_stat tce_dikco_msky mag ra dec',
  },
  toi: {
    refused: 'toi tid tfopwg_disp toi_created rowupdate loc_rowid',
    warned: 'st_tefferr1 st_tefferr2 st_loggerr1 st_raderr2 st_disterr1 st_tmagerr1',
    clean:
      'pl_orbper pl_orbpererr1 pl_trandurh pl_trandep pl_rade pl_insol pl_eqt st_teff st_logg st_rad st_tmag ra dec',
  },
  k2: {
    refused:
      'pl_name hostname k2_name default_flag disposition disp_refname pl_refname disc_year pl_pubdate releasedate rowupdate pl_letter sy_pnum loc_rowid pl_radelim',
    warned: 'st_tefferr1 st_raderr2 st_masserr1 sy_disterr1',
    clean: 'pl_orbper pl_orbpererr1 pl_trandep pl_trandur pl_rade pl_ratror pl_eqt st_teff st_rad st_mass st_logg',
  },
}

describe.each(Object.entries(TABLES))('in a %s table', (_, { refused, warned, clean }) => {
  const rules = leakRules([refused, warned, clean].flatMap((names) => names.split(' ')))
  it.each(refused.split(' '))('%s is refused', (column) => {
    expect(rules.get(column)).toMatchObject({ verdict: 'refused' })
  })
  it.each(warned.split(' '))('%s is warned of', (column) => {
    expect(rules.get(column)).toMatchObject({ verdict: 'warning' })
  })
  it.each(clean.split(' '))('nothing is held against %s', (column) => {
    expect(rules.has(column)).toBe(false)
  })
})

describe('in a table of no mission', () => {
  it('an archive’s columns are known all the same, however they are written', () => {
    const rules = leakRules([
      'my_flux',
      'koi_score',
      'KOI_PDISPOSITION',
      'koi_fpflag_nt [flag]',
      'tfopwg_disp',
      'fpwg_disp_eb',
    ])
    const refused = [...rules].filter(([, { verdict }]) => verdict === 'refused').map(([column]) => column)
    expect(refused).toEqual(['koi_score', 'KOI_PDISPOSITION', 'koi_fpflag_nt [flag]', 'tfopwg_disp', 'fpwg_disp_eb'])
  })

  it('a name like an answer’s is warned of, and one like a flag of K2’s archive is not', () => {
    const rules = leakRules(['credit_score', 'target', 'upper_lim', 'default_flag', 'age', '__proto__'])
    expect([...rules].map(([column, { verdict }]) => [column, verdict])).toEqual([
      ['credit_score', 'warning'],
      ['target', 'warning'],
    ])
  })
})
