import type { ModelOrigin } from '@vouch/contracts/model'
import { counted } from '../ui/format.ts'

/** Where an imported model comes from, and how far it is from what it was there, in words. */
export function originWords({ file, writer, rounds, parity }: ModelOrigin): string {
  const by = writer === '' ? '' : `, written by ${writer}`
  const taken =
    rounds === null || rounds.taken === rounds.in_file ? '' : `, ${rounds.taken} of its ${rounds.in_file} rounds`
  const checked =
    parity === null
      ? 'not compared with what it gave there'
      : `at most ${parity.largest_difference.toExponential(1)} from the ${parity.output === 'probability' ? 'probabilities' : 'log-odds'} it gave there of ${counted(parity.rows, 'row')}`
  return `${file}${by}${taken}; ${checked}`
}
