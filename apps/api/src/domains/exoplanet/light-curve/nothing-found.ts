import { VouchError } from '@vouch/core/error'

/** What a search that found no signal is answered with. */
export function nothingFound(): VouchError {
  const message = 'no signal that stands out of the noise was found; POST /api/lightcurve/search gives the periodogram'
  return new VouchError('invalid', `There is nothing to call: ${message}.`, [{ field: 'file', message }])
}
