import { byName, type JudgedCall } from './judged-call.ts'

/** Some of the calls, to be measured by themselves. */
export interface NamedCalls {
  /** null of calls that have none */
  readonly name: string | null
  readonly calls: readonly JudgedCall[]
}

/** Calls by what they have under `key`, in order of names, those without one last. Many subgroups are many chances to err. */
export function bySubgroup(calls: readonly JudgedCall[], key: string): NamedCalls[] {
  return named(calls, (call) => (Object.hasOwn(call.subgroup, key) ? call.subgroup[key]! : null))
}

/** Calls by the version of the model that made them. */
export function byVersion(calls: readonly JudgedCall[]): NamedCalls[] {
  return named(calls, (call) => call.version)
}

/**
 * Of each expert the calls judged, with that expert's verdicts alone: accuracy of them is the model's on the cases on which the
 * expert's skill is measured.
 */
export function byExpert(calls: readonly JudgedCall[]): NamedCalls[] {
  const experts = new Map<string, JudgedCall[]>()
  for (const call of calls)
    for (const expert of new Set(call.verdicts.map((verdict) => verdict.expert))) {
      const own = { ...call, verdicts: call.verdicts.filter((verdict) => verdict.expert === expert) }
      const before = experts.get(expert)
      if (before) before.push(own)
      else experts.set(expert, [own])
    }
  return inNameOrder(experts)
}

function named(calls: readonly JudgedCall[], nameOf: (call: JudgedCall) => string | null): NamedCalls[] {
  const parts = new Map<string | null, JudgedCall[]>()
  for (const call of calls) {
    const name = nameOf(call)
    const before = parts.get(name)
    if (before) before.push(call)
    else parts.set(name, [call])
  }
  return inNameOrder(parts)
}

function inNameOrder(parts: ReadonlyMap<string | null, JudgedCall[]>): NamedCalls[] {
  return [...parts]
    .map(([name, calls]) => ({ name, calls }))
    .sort((a, b) => Number(a.name === null) - Number(b.name === null) || byName(a.name ?? '', b.name ?? ''))
}
