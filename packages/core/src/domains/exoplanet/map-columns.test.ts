import { describe, expect, it } from 'vitest'
import { columnRequests, mapColumns, mappingReport, recogniseMission, toQuantities } from './map-columns.ts'

const KOI = [
  'kepid',
  'kepoi_name',
  'koi_disposition',
  'koi_score',
  'koi_period',
  'koi_depth',
  'koi_depth_err1',
  'koi_depth_err2',
  'koi_comment_x',
]
const bound = (columns: readonly string[], comments: readonly string[] = []) =>
  Object.fromEntries(mapColumns(columns, comments).bindings.map((b) => [b.quantity, [b.column, b.unit, b.factor]]))

describe('the mission of a table', () => {
  it.each([
    ['koi', KOI],
    ['koi', ['kepid', 'koi_period']],
    ['toi', ['toi', 'tid', 'tfopwg_disp', 'pl_orbper']],
    ['k2', ['pl_name', 'hostname', 'default_flag', 'disposition', 'pl_orbper', 'pl_trandep']],
    ['tce', ['target_id', 'tce_plnt_num', 'tce_period', 'tce_duration']],
    ['tce', ['target_id', 'tce_period', 'tce_duration', 'koi_period', 'koi_depth', 'koi_score', 'label']],
    ['generic', ['id', 'orbital_period', 'planet_radius', 'transit_duration']],
    ['generic', ['a', 'b']],
    ['generic', ['__proto__', 'constructor', 'toString']],
  ] as const)('is %s for its columns', (mission, columns) => {
    expect(recogniseMission(columns)).toBe(mission)
  })

  it('does not hang on the case of names or on units behind them', () => {
    expect(recogniseMission(['KOI_Period [days]', 'KOI Depth (ppm)'])).toBe('koi')
  })
})

describe('mapping columns', () => {
  it('reports what leaks the answer and never binds it', () => {
    const plan = mapColumns([...KOI, 'koi_fpflag_nt', 'kepler_name', 'koi_count'], [])
    expect(plan.leaking.map(({ column }) => column)).toEqual([
      'koi_disposition',
      'koi_score',
      'koi_fpflag_nt',
      'kepler_name',
      'koi_count',
    ])
    for (const { column } of plan.leaking) expect(plan.bindings.map((b) => b.column)).not.toContain(column)
    expect(plan.ignored).toEqual(['koi_comment_x'])
  })

  it('takes a label of a generic table as leaking', () => {
    expect(mapColumns(['period', 'depth', 'label', 'is_planet'], []).leaking.map(({ column }) => column)).toEqual([
      'label',
      'is_planet',
    ])
  })

  it('knows that K2 writes depths in per cent and TESS in parts per million', () => {
    expect(bound(['pl_name', 'hostname', 'disposition', 'pl_orbper', 'pl_trandep'])['depth']).toEqual([
      'pl_trandep',
      '%',
      1e4,
    ])
    expect(bound(['toi', 'tid', 'pl_orbper', 'pl_trandep'])['depth']).toEqual(['pl_trandep', 'ppm', 1])
  })

  it('takes a unit from the header, or from the archive’s comments, before the usual one', () => {
    expect(bound(['period [h]', 'depth (ppt)', 'radius [Jupiter radii]'])).toMatchObject({
      period: ['period [h]', 'h', 1 / 24],
      depth: ['depth (ppt)', 'ppt', 1000],
    })
    expect(
      bound(
        ['pl_name', 'hostname', 'disposition', 'pl_orbper', 'pl_trandep'],
        ['COLUMN pl_trandep:    Transit Depth [ppm]'],
      )['depth'],
    ).toEqual(['pl_trandep', 'ppm', 1])
  })

  it('knows the units of the archive’s comments as the archive writes them', () => {
    const comments = [
      'COLUMN st_logg: Stellar log(g) Value [cm/s**2]',
      'COLUMN st_loggerr1: Stellar log(g) Upper Unc [cm/s**]',
    ]
    const { warnings, bindings } = mapColumns(['toi', 'tid', 'pl_orbper', 'st_logg', 'st_loggerr1'], comments)
    expect(warnings).toEqual([])
    expect(bindings.filter((b) => b.quantity.startsWith('stellar_gravity')).map((b) => b.factor)).toEqual([1, 1])
  })

  it('reads names and comments of any length in one go', () => {
    const long = ' '.repeat(100_000)
    const names = [`koi_depth${long}(ppt)${long}`, '['.repeat(100_000), `a${long}(b`, `${long})`]
    const comments = [`COLUMN koi_period:${'['.repeat(100_000)}[days]${long}`, `COLUMN${long}`, `COLUMN koi_x:${long}]`]
    expect(bound([...names, 'kepid', 'koi_period'], comments)).toMatchObject({
      depth: [names[0], 'ppt', 1000],
      period: ['koi_period', 'd', 1],
    })
  })

  it('says so when a unit is not one of the quantity', () => {
    const plan = mapColumns(['period [furlongs]', 'depth'], [])
    expect(plan.warnings).toEqual([expect.objectContaining({ code: 'unit_not_understood', column: 1 })])
    expect(plan.bindings[0]).toMatchObject({ unit: 'd', unitFrom: 'default' })
  })

  it('uses the first of two columns for one quantity and names the other', () => {
    const plan = mapColumns(['orbital_period', 'period', 'depth'], [])
    expect(plan.bindings.map((b) => b.column)).toEqual(['orbital_period', 'depth'])
    expect(plan.ignored).toEqual(['period'])
    expect(plan.warnings[0]?.code).toBe('column_doubled')
  })

  it.each([
    [['kepoi_name', 'kepid', 'koi_period', 'koi_depth'], 'kepoi_name'],
    [['tid', 'toi', 'pl_orbper'], 'toi'],
    [['hostname', 'pl_name', 'disposition', 'pl_orbper'], 'pl_name'],
    [['period', 'depth'], undefined],
  ] as const)('names rows of %j by their own name', (columns, id) => {
    expect(mapColumns(columns, []).id?.column).toBe(id)
  })

  it('hears a table say that it is simulated', () => {
    expect(mapColumns(['period'], ['SIMULATED by Vouch: not observations. Seed 1.']).simulated).toBe(true)
    expect(mapColumns(['period'], ['simulations are not mentioned']).simulated).toBe(false)
  })
})

describe('a chunk as quantities', () => {
  const plan = mapColumns(['kepoi_name', 'koi_period', 'koi_depth', 'koi_depth_err1', 'koi_depth_err2'], [])
  const chunk = () => ({
    firstRow: 5,
    rows: 2,
    columns: [
      ['K1', null],
      Float64Array.of(3, 4),
      Float64Array.of(100, 200),
      Float64Array.of(2, 0),
      Float64Array.of(-1, -3),
    ],
  })

  it('asks for the name first and for each bound column once', () => {
    expect(columnRequests(plan)).toEqual([
      { index: 0, kind: 'text' },
      ...[1, 2, 3, 4].map((index) => ({ index, kind: 'number' })),
    ])
  })

  it('makes errors magnitudes, takes none of zero, and names a row without a name by its number', () => {
    const { quantities, ids } = toQuantities(plan, chunk())
    expect(ids).toEqual(['K1', '6'])
    expect([...quantities.values.depth_err_upper!]).toEqual([2, Number.NaN])
    expect([...quantities.values.depth_err_lower!]).toEqual([1, 3])
  })

  it('reads -1 as "no error" in the DR25 table alone', () => {
    const tce = mapColumns(['tceid', 'tce_period', 'tce_duration', 'tce_period_err', 'tce_duration_err'], [])
    const columns = [['a'], Float64Array.of(3), Float64Array.of(2), Float64Array.of(-1), Float64Array.of(0.1)]
    const { quantities } = toQuantities(tce, { firstRow: 0, rows: 1, columns })
    expect(quantities.values.period_err_upper![0]).toBeNaN()
    expect(quantities.values.duration_err_upper![0]).toBe(0.1)
  })

  it('knows what Data Validation says of an event, and nothing of the vetting that came after', () => {
    const names = ['tce_period', 'tce_duration', 'tce_dikco_msky', 'boot_fap', 'tce_maxmes', 'tce_maxmes_original']
    const plan = mapColumns([...names, 'koi_period', 'tce_nkoi', 'fpwg_disp_status', 'label', 'official_fold'], [])
    expect(plan.bindings.map(({ quantity }) => quantity)).toEqual([
      'period',
      'duration',
      'image_offset_catalogue',
      'bootstrap_false_alarm',
      'secondary_event',
    ])
    expect(plan.leaking.map(({ column }) => column)).toEqual([
      'tce_maxmes_original',
      'koi_period',
      'tce_nkoi',
      'fpwg_disp_status',
      'label',
      'official_fold',
    ])
  })

  it('reports each column of the table exactly once', () => {
    const columns = [...KOI, 'koi_period_2']
    const whole = mapColumns(columns, [])
    const counts = columnRequests(whole).map(() => ({ filled: 7, unreadable: 1 }))
    const report = mappingReport(whole, { rows: 8, counts, warnings: [] }, ['period', 'depth', 'snr'])
    const listed = [...report.mapped.map((m) => m.column), ...report.leaking.map((l) => l.column), ...report.ignored]
    const named = report.id_column && !listed.includes(report.id_column) ? [...listed, report.id_column] : listed
    expect(named.sort()).toEqual([...columns].sort())
    expect(report.missing.map(({ quantity }) => quantity)).toEqual(['snr'])
    expect(report.mapped.map(({ quantity }) => quantity)).toEqual(['period', 'depth'])
  })
})
