/** How much of a call an expert had seen when the verdict was given; `nothing` is a blind one. */
export type Shown = 'nothing' | 'call' | 'reasons'

/** What one expert said of one call, once. */
export interface Verdict {
  /** the expert's id */
  readonly expert: string
  readonly shown: Shown
  /** when, in ms since 1970 UTC */
  readonly at: number
  /** the label that it names; null of `unsure`, and of a `reject` that leaves more than one other label */
  readonly label: string | null
  /** whether it says what the call says; null of `unsure`, and where the model made no call */
  readonly agrees: boolean | null
}

/**
 * One call with all that was said of it and what came of it. There is one for each call, however many experts judged it,
 * so that a call counts once where it is held against its outcome.
 */
export interface JudgedCall {
  /** the call's id */
  readonly item: string
  /** what the call shares chance with (a patient, a star, a lesion): intervals take groups, not calls, as independent */
  readonly group: string
  /** of the model that made it */
  readonly version: string
  /** how the call came to be judged: see `estimateFrom` */
  readonly slice: string
  /** the chance in (0, 1] with which it was chosen to be judged; null where that is not known */
  readonly inclusion: number | null
  /** when it was made, in ms since 1970 UTC */
  readonly at: number
  /** what it may be told apart by: hospital, sex, mission */
  readonly subgroup: Readonly<Record<string, string>>
  /** the label called; null where the model abstained */
  readonly call: string | null
  /** of the positive label where a domain has two, of the label called where it has more; null where none was given */
  readonly probability: number | null
  /** the label that time has shown; null where it has not */
  readonly outcome: string | null
  readonly verdicts: readonly Verdict[]
}

/** A verdict as it is given. A blind expert names a label: `correct`, whether it turns out to be the call's or not. */
export type Judgement =
  { readonly verdict: 'accept' | 'reject' | 'unsure' } | { readonly verdict: 'correct'; readonly label: string }

/**
 * What a verdict says: `accept` the label called, `correct` the one it names, `reject` any but the one called (which one,
 * where there are two), `unsure` nothing. Without a call there is nothing to accept or reject.
 * @param labels all labels of the domain
 */
export function readVerdict(
  judgement: Judgement,
  { call, labels }: { readonly call: string | null; readonly labels: readonly string[] },
): Pick<Verdict, 'label' | 'agrees'> {
  if (judgement.verdict === 'correct')
    return { label: judgement.label, agrees: call === null ? null : judgement.label === call }
  if (judgement.verdict === 'unsure' || call === null) return { label: null, agrees: null }
  if (judgement.verdict === 'accept') return { label: call, agrees: true }
  const others = labels.filter((label) => label !== call)
  return { label: others.length === 1 ? others[0]! : null, agrees: false }
}

/** Which verdicts are looked at: those of experts who had not seen the call, of those who had, or all. */
export type Exposure = 'blind' | 'shown' | 'any'

/** A verdict that stands, beside its call. */
export interface Standing {
  readonly call: JudgedCall
  readonly verdict: Verdict
}

/**
 * The verdict of each expert on each call that stands: the last one of those looked at. One that is `unsure` stands too, and
 * says nothing. By call and expert, in whatever order they came.
 */
export function standingVerdicts(calls: readonly JudgedCall[], exposure: Exposure = 'any'): Standing[] {
  return inOrder(calls).flatMap((call) => {
    const last = new Map<string, Verdict>()
    for (const verdict of call.verdicts) {
      if (exposure !== 'any' && (verdict.shown === 'nothing') !== (exposure === 'blind')) continue
      const before = last.get(verdict.expert)
      if (before === undefined || isLater(verdict, before)) last.set(verdict.expert, verdict)
    }
    return [...last.values()].sort((a, b) => byName(a.expert, b.expert)).map((verdict): Standing => ({ call, verdict }))
  })
}

/** Whether what a verdict says is so; null where it says nothing or nobody knows. */
export function isRight({ call, verdict }: Standing): boolean | null {
  if (call.outcome === null) return null
  if (verdict.label !== null) return verdict.label === call.outcome
  return verdict.agrees === false ? call.call !== call.outcome : null
}

/** By item: no figure depends on the order in which events were read, not even in its last digit. */
export function inOrder(calls: readonly JudgedCall[]): JudgedCall[] {
  // many figures are made of the same calls: what is in order already is only looked through
  const isOrdered = calls.every((call, i) => i === 0 || byName(calls[i - 1]!.item, call.item) <= 0)
  return isOrdered ? [...calls] : [...calls].sort((a, b) => byName(a.item, b.item))
}

/** Of UTF-16 units, the same in every place and language. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const SEEN: Readonly<Record<Shown, number>> = { nothing: 0, call: 1, reasons: 2 }

/** Of verdicts in the same millisecond the one that had seen more is the later; then any rule that always decides alike. */
function isLater(verdict: Verdict, before: Verdict): boolean {
  if (verdict.at !== before.at) return verdict.at > before.at
  if (verdict.shown !== before.shown) return SEEN[verdict.shown] > SEEN[before.shown]
  return byName(saysOf(verdict), saysOf(before)) > 0
}

function saysOf({ label, agrees }: Verdict): string {
  return `${label ?? ''} ${agrees ?? ''}`
}
