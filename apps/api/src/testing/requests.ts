import { Problem } from '@vouch/contracts/error'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'

export type Fields = Readonly<Record<string, string>>

/** Rows of a KOI table that the fixture model tells apart. */
export const KOIS = [
  { kepoi_name: 'K00001.01', koi_period: 3.5, koi_depth: 500, koi_duration: 2.5, koi_impact: 0.2, koi_prad: 2.1 },
  { kepoi_name: 'K00002.01', koi_period: 25.1, koi_depth: 9000, koi_duration: 7.5, koi_impact: 0.95, koi_prad: 14 },
  { kepoi_name: 'K00003.01', koi_period: 7.25, koi_depth: 120, koi_duration: 3.25, koi_impact: 0.5, koi_prad: 1.1 },
  { kepoi_name: 'K00004.01', koi_period: 90.5, koi_depth: 2500, koi_duration: 11, koi_impact: 1.2, koi_prad: 30 },
] as const

export type Cells = Readonly<Record<string, string | number | null>>

/** Rows as CSV with the columns of the first; a null is an empty cell. */
export function toCsv(rows: readonly Cells[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => columns.map((name) => String(row[name] ?? '')).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

export function tableForm(content: string | Uint8Array<ArrayBuffer>, fields: Fields = {}, name = 'koi.csv'): FormData {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.set(field, value)
  form.set('file', new File([content], name))
  return form
}

export function postTable(
  url: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: Fields = {},
  name?: string,
): Promise<Response> {
  return fetch(`${url}/api/predict`, { method: 'POST', body: tableForm(content, fields, name) })
}

export function postJson(url: string, body: unknown, path = '/api/predict'): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })
}

/** The answer of a prediction, held to its schema with no key more. */
export async function readCalls(response: Response): Promise<PredictOutput> {
  const body: unknown = await response.json()
  if (response.status !== 200) throw new Error(`${response.status}: ${JSON.stringify(body)}`)
  return PredictOutput.strict().parse(body)
}

/** A problem as RFC 9457 has it, whose status is that of the response. */
export async function readProblem(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json'))
    throw new Error(`a problem came as ${type}: ${await response.text()}`)
  const problem = Problem.strict().parse(await response.json())
  if (problem.status !== response.status)
    throw new Error(`the problem says ${problem.status}, the response ${response.status}`)
  return problem
}
