import type { LeakRule } from '../../learn/audit-column.ts'
import { normaliseColumn } from '../../table/column-name.ts'
import { MISSIONS } from './missions.ts'

type Pattern = readonly [pattern: RegExp, reason: string]

const NAMED = 'a name or number of the object, given in the order in which objects were found and judged'
const PRIOR = 'how many signals the star has: confirmation itself used it, so report the model with and without it'
const SIGNAL_NUMBER = 'which of the star’s signals it is tells how many there are, and confirmation itself used that'
const FOLLOW_UP =
  'follow-up spectroscopy of planets shrinks the errors of their stars, which a table of new signals does not repeat'
const NO_FIT = 'a -1 stands for “no fit”, and whether there was one tells the label'

/** Beyond what the missions list as leaking: what names an object in their tables. */
const REFUSED: Readonly<Record<KnownMission, readonly Pattern[]>> = {
  koi: [[/^(kepoi_name|koi_id|kepid)$/, NAMED]],
  tce: [[/^(target_id|kepid|koi_id)$/, NAMED]],
  toi: [[/^(tid|toi_?id|ctoi.*)$/, NAMED]],
  k2: [[/^(pl_name|hostname|k2_name|epic_hostname|hd_name|hip_name|tic_id|gaia_id)$/, NAMED]],
}

/** What may be trained on, at the price of a badge. */
const WARNED: Readonly<Record<KnownMission, readonly Pattern[]>> = {
  koi: [
    [/^koi_count$/, PRIOR],
    [/^koi_tce_plnt_num$/, SIGNAL_NUMBER],
    [/^koi_(steff|slogg|srad|smass|smet|sage|srho|sma)_err[12]?$/, FOLLOW_UP],
  ],
  tce: [
    [/^tce_plnt_num$/, SIGNAL_NUMBER],
    [/^(tce_(steff|slogg|smet|sradius|smass|sdens)_err[12]?|tce_dens_serr2)$/, FOLLOW_UP],
    [/^(tce_.*_err|tce_.*_err[12])$/, NO_FIT],
  ],
  toi: [[/^st_.*err[12]$/, FOLLOW_UP]],
  k2: [[/^(st|sy)_.*err[12]$/, FOLLOW_UP]],
}

type KnownMission = Exclude<keyof typeof MISSIONS, 'generic'>
const KNOWN_MISSIONS: readonly KnownMission[] = ['koi', 'tce', 'toi', 'k2']

/** Columns that only an archive's table has, whatever else is in this one. */
const ARCHIVE_COLUMN = /^(koi_|kepoi_|kepler_name$|tfopwg_|fpwg_|av_training_set$|av_pred_class$|k2c_)/

/**
 * What is known of the columns of a table of transit signals by their names. A table may be more than one mission's: the
 * DR25 events come with the columns of the Kepler Objects of Interest beside their own. In a table of no mission the
 * archives' own columns are still known, and what is named like an answer is warned of.
 */
export function leakRules(columns: readonly string[]): ReadonlyMap<string, LeakRule> {
  const names = columns.map((column) => normaliseColumn(column))
  const present = new Set(names)
  const missions = KNOWN_MISSIONS.filter((mission) =>
    MISSIONS[mission].signatures.some((all) => all.every((column) => present.has(column))),
  )
  const rules = new Map<string, LeakRule>()
  for (const [index, column] of columns.entries()) {
    const name = names[index] ?? column
    const rule = missions.length > 0 ? ruleOf(name, missions) : strayRule(name)
    if (rule) rules.set(column, rule)
  }
  return rules
}

function ruleOf(name: string, missions: readonly KnownMission[]): LeakRule | null {
  // an event's table has its own column names, and every one of the other's is taken over with the verdict
  const own = missions.includes('tce') && name.startsWith('koi_') ? (['tce'] as const) : missions
  const warned = find(
    name,
    own.flatMap((mission) => WARNED[mission]),
  )
  if (warned) return { verdict: 'warning', reason: warned }
  const leaking = own.flatMap((mission) => [...REFUSED[mission], ...MISSIONS[mission].leaking])
  const refused = find(name, [...leaking, ...MISSIONS.generic.leaking])
  return refused ? { verdict: 'refused', reason: refused } : null
}

function strayRule(name: string): LeakRule | null {
  if (ARCHIVE_COLUMN.test(name)) {
    const rule = ruleOf(
      name,
      KNOWN_MISSIONS.filter((mission) => mission !== 'tce'),
    )
    if (rule) return rule
    const event = find(
      name,
      MISSIONS.tce.leaking.filter(([pattern]) => !pattern.test('koi_')),
    )
    if (event) return { verdict: 'refused', reason: event }
  }
  const reason = find(name, MISSIONS.generic.leaking)
  return reason ? { verdict: 'warning', reason: `named like ${reason}` } : null
}

function find(name: string, patterns: readonly Pattern[]): string | null {
  return patterns.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
