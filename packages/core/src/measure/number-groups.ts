import { byName } from './judged-call.ts'

/** Groups as whole numbers from 0, by name: what is drawn of them does not depend on the order of rows. */
export function numberGroups(names: readonly string[]): Uint32Array {
  const numbers = new Map([...new Set(names)].sort(byName).map((name, number) => [name, number]))
  return Uint32Array.from(names, (name) => numbers.get(name)!)
}
