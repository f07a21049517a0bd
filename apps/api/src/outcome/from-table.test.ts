import { UploadOutput } from '@vouch/contracts/dataset'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { MeasureOutput } from '@vouch/contracts/measure'
import { OutcomeTableInput, OutcomeTableOutput } from '@vouch/contracts/outcome-table'
import { createRandom } from '@vouch/core/random'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { outcome } from '../db/schema/reviews.ts'
import { type IdKind, type NewId, newId } from '../id.ts'
import { accountClient } from '../testing/accounts.ts'
import { json } from '../testing/clinic.ts'
import { judges, type Person } from '../testing/judges.ts'
import { type Cells, KOIS, readProblem, tableForm, toCsv } from '../testing/requests.ts'
import { forEachServer } from '../testing/for-each-server.ts'
import { outcomesFromTable } from './from-table.ts'

forEachServer('outcomes from a table', { shipped: ['heart/heart-risk'] }, (open, kind) => {
  let of: ReturnType<typeof judges>
  let admin: Person
  let anna: Person
  beforeAll(async () => {
    of = judges(open())
    admin = await of.admin()
    anna = await of.expert()
    await of.setPolicy(admin, { blind_share: 1, double_share: 0 })
  }, 60_000)

  const db = () => open().services.database.sql
  const stored = (predictionId: string) =>
    db().select().from(outcome).where(eq(outcome.predictionId, predictionId)).orderBy(outcome.row, outcome.id)
  const headers = ({ tokens }: Person) => ({ authorization: `Bearer ${tokens.access_token}` })
  const upload = async (by: Person, rows: readonly Cells[]) => {
    const body = tableForm(toCsv(rows), {}, 'archive.csv')
    const sent = fetch(`${open().url}/api/upload`, { method: 'POST', headers: headers(by), body })
    return UploadOutput.parse(await json(sent)).dataset_id
  }
  const send = (by: Person, body: object) => by.send('POST', '/api/outcomes/from-table', body)
  const take = async (by: Person, body: object) => OutcomeTableOutput.strict().parse(await json(send(by, body)))
  /** A star of its own for each test, so that none finds another's calls. */
  let star = 0
  const signals = (count: number) => {
    star++
    return Array.from({ length: count }, (_, i) => `K${String(10_000 + star)}.${String(i + 1).padStart(2, '0')}`)
  }
  const predict = async (by: Person, names: readonly string[]): Promise<string> => {
    const rows = names.map((kepoi_name, i) => ({ ...KOIS[i % 4], kepoi_name }))
    const made = (await json(by.send('POST', '/api/predict', { rows }))) as { prediction_id: string }
    return made.prediction_id
  }
  const koi = (kepoi_name: string, koi_disposition: string, more: Cells = {}): Cells => ({
    kepoi_name,
    koi_disposition,
    koi_vet_date: '2018-08-16',
    koi_period: 1,
    koi_depth: 2,
    ...more,
  })

  it('are what the archive says: planets and false positives, with their day, and no candidates', async () => {
    const [planet = '', not = '', candidate = '', unknown = ''] = signals(4)
    const id = await predict(anna, [planet, not, candidate, 'not in the table'])
    const dataset_id = await upload(anna, [
      koi(planet, 'CONFIRMED'),
      koi(not, 'FALSE POSITIVE', { koi_vet_date: '2017-03-01 00:00:00' }),
      koi(candidate, 'CANDIDATE'),
      koi(unknown, 'CONFIRMED'),
    ])
    const dry = await take(anna, { dataset_id, dry_run: true })
    expect(await stored(id)).toEqual([])
    const made = await take(anna, { dataset_id })
    expect({ ...made, dry_run: true }).toEqual(dry)
    expect(made).toMatchObject({
      domain: 'exoplanet',
      read: {
        rows: 4,
        id_columns: ['kepoi_name'],
        label_column: 'koi_disposition',
        labels: { CONFIRMED: 'PLANET', 'FALSE POSITIVE': 'FALSE POSITIVE' },
        date_column: 'koi_vet_date',
        source: 'archive',
        detail: 'archive.csv',
      },
      calls: { matched: 2, made: 2, corrected: 0, known: 0, older: 0, not_assessed: 0 },
      undecided: { count: 1, examples: [{ row: 2, name: candidate, reason: '“CANDIDATE” is no label' }] },
      undecided_values: { CANDIDATE: 1 },
      unmatched: { count: 1, examples: [{ row: 3, name: unknown, reason: 'no call has that name' }] },
      ambiguous: { count: 0 },
    })
    expect(await stored(id)).toMatchObject([
      { row: 0, label: 'PLANET', source: 'archive', observedOn: '2018-08-16', accountId: anna.id, corrects: null },
      { row: 1, label: 'FALSE POSITIVE', observedOn: '2017-03-01', subject: planet.slice(0, 6) },
    ])
    const [entry] = await db().select().from(audit).where(eq(audit.subject, dataset_id))
    expect(entry).toMatchObject({
      action: 'outcome.from_table',
      actor: anna.id,
      detail: { outcomes: 2, corrected: 0, predictions: 1 },
    })
    const counts = MeasureOutput.parse(await json(admin.send('GET', '/api/measures?domain=exoplanet'))).counts
    // what was known before the call was made is told apart
    expect([counts.with_outcome, counts.known_before]).toEqual([2, 2])
  })

  it('make nothing a second time, and change nothing that was noted', async () => {
    const names = signals(40)
    const random = createRandom('outcomes')
    const word = () => ['CONFIRMED', 'FALSE POSITIVE', 'CANDIDATE', ''][random.int(4)] ?? ''
    const id = await predict(anna, names)
    const words = names.map(word)
    const first = await upload(
      anna,
      names.map((name, i) => koi(name, words[i] ?? '')),
    )
    const made = await take(anna, { dataset_id: first })
    const before = await stored(id)
    expect(made.calls.made).toBe(before.length)
    expect(before.length).toBeGreaterThan(10)
    const again = await take(anna, { dataset_id: first })
    expect(again.calls).toMatchObject({ made: 0, corrected: 0, known: before.length })
    expect(await stored(id)).toEqual(before)
    // a later table, in which some are otherwise, and an earlier one, which has nothing more to say
    const later = names.map((name) => koi(name, word(), { koi_vet_date: '2020-01-01' }))
    const corrected = await take(anna, { dataset_id: await upload(anna, later) })
    const after = await stored(id)
    expect(after.filter((one) => before.some((old) => old.id === one.id))).toEqual(before)
    expect(after.length - before.length).toBe(corrected.calls.made + corrected.calls.corrected)
    expect(after.filter(({ corrects }) => corrects !== null)).toHaveLength(corrected.calls.corrected)
    expect(corrected.calls.corrected).toBeGreaterThan(0)
    const old = await take(anna, { dataset_id: first })
    expect(old.calls).toMatchObject({ made: 0, corrected: 0, older: corrected.calls.corrected })
    expect(await stored(id)).toEqual(after)
  })

  it('go on where a request died, and answer what it would have', async () => {
    const names = signals(4)
    const ids = [await predict(anna, names), await predict(anna, names.slice(0, 2))]
    const dataset_id = await upload(
      anna,
      names.map((name) => koi(name, 'CONFIRMED')),
    )
    // the ids that stand under the request's key
    const first = newId('out')
    const caller = {
      accountId: anna.id,
      sessionId: null,
      keyId: null,
      grants: [{ domain: 'exoplanet', role: 'expert' }],
      scopes: null,
      address: '127.0.0.1',
      refused: null,
      foreignPage: false,
      foreignName: false,
    } as const
    const asking = { services: open().services, requestId: 'again', caller, newId: reserved(first) }
    const ask = (prediction_ids: string[]) =>
      outcomesFromTable(asking, OutcomeTableInput.parse({ dataset_id, prediction_ids }))
    expect((await ask(ids.slice(1))).calls.made).toBe(2)
    const [died, whole] = [await ask(ids), await ask(ids)]
    expect(died.calls).toMatchObject({ matched: 6, made: 6, known: 0 })
    expect(whole).toEqual(died)
    expect(await stored(ids[0] ?? '')).toHaveLength(4)
    expect(await stored(ids[1] ?? '')).toHaveLength(2)
  })

  it('come to every call of the name, in every submission, and to no call that a name is not clear of', async () => {
    const [one = '', two = '', three = ''] = signals(3)
    const ids = [await predict(anna, [one, two]), await predict(anna, [one, one, three])]
    const dataset_id = await upload(anna, [
      koi(one, 'CONFIRMED'),
      koi(two, 'CONFIRMED'),
      koi(two, 'FALSE POSITIVE'),
      koi(three, 'FALSE POSITIVE'),
      koi(three, 'FALSE POSITIVE', { koi_vet_date: '2015-01-01' }),
    ])
    const made = await take(anna, { dataset_id, prediction_ids: ids })
    expect(made).toMatchObject({
      calls: { matched: 4, made: 4 },
      ambiguous: {
        count: 2,
        examples: [
          { row: 1, name: two },
          { row: 2, name: two },
        ],
      },
      several: { count: 1, examples: [{ row: 0, name: one, reason: '3 calls have that name' }] },
    })
    expect((await stored(ids[0] ?? '')).map(({ row, label }) => [row, label])).toEqual([[0, 'PLANET']])
    expect((await stored(ids[1] ?? '')).map(({ row, label, observedOn }) => [row, label, observedOn])).toEqual([
      [0, 'PLANET', '2018-08-16'],
      [1, 'PLANET', '2018-08-16'],
      [2, 'FALSE POSITIVE', '2015-01-01'],
    ])
    const alone = await take(anna, { dataset_id, prediction_ids: ids.slice(0, 1) })
    expect(alone).toMatchObject({ submissions: { read: 1, left: 0 }, calls: { matched: 1, known: 1 } })
  })

  it('find TESS’ and K2’s objects however a table writes them', async () => {
    const toi = 60_000 + star * 2 + (kind === 'pglite' ? 0 : 1)
    const id = await predict(anna, [`TOI-${toi}.01`, `${toi}.02`, `K2-${toi} b`, `EPIC ${toi}.01`])
    const toiTable = await upload(anna, [
      { toi: `${toi}.01`, tid: 1, tfopwg_disp: 'KP' },
      { toi: `${toi}.02`, tid: 1, tfopwg_disp: 'FA' },
      { toi: `${toi}.03`, tid: 1, tfopwg_disp: 'APC' },
    ])
    expect(await take(anna, { dataset_id: toiTable })).toMatchObject({
      calls: { made: 2 },
      unmatched: { count: 1 },
      read: { observed_on: new Date().toISOString().slice(0, 10) },
    })
    const k2 = await upload(anna, [
      { pl_name: `K2-${toi} b`, epic_candname: '', disposition: 'CONFIRMED', default_flag: 0 },
      { pl_name: `K2-${toi} b`, epic_candname: '', disposition: 'CONFIRMED', default_flag: 1 },
      { pl_name: `K2-${toi} c`, epic_candname: `EPIC ${toi}.01`, disposition: 'REFUTED', default_flag: 1 },
    ])
    expect(await take(anna, { dataset_id: k2, observed_on: '2024-05-05' })).toMatchObject({ calls: { made: 2 } })
    expect((await stored(id)).map(({ label, subject, observedOn }) => [label, subject, observedOn])).toMatchObject([
      ['PLANET', `TOI-${toi}`, expect.any(String)],
      ['FALSE POSITIVE', `TOI-${toi}`, expect.any(String)],
      ['PLANET', `K2-${toi}`, '2024-05-05'],
      ['FALSE POSITIVE', `EPIC ${toi}`, '2024-05-05'],
    ])
  })

  it('are of the day from which an archive’s file says it is, where their rows say none', async () => {
    const [name = '', other = ''] = signals(2)
    const id = await predict(anna, [name, other])
    const rows = [name, other].map((kepoi_name) => ({ kepoi_name, koi_disposition: 'CONFIRMED' }))
    const put = async (first: string) => {
      const body = tableForm(`# by the archive\n# ${first}\n#\n${toCsv(rows)}`)
      const sent = fetch(`${open().url}/api/upload`, { method: 'POST', headers: headers(anna), body })
      return UploadOutput.parse(await json(sent)).dataset_id
    }
    const day = async (first: string, more: object = {}) =>
      (await take(anna, { dataset_id: await put(first), dry_run: true, ...more })).read.observed_on
    expect(await day('Thu Sep  5 10:54:37 2025')).toBe('2025-09-05')
    expect(await day('Thu Sep 25 10:54:37 2025', { observed_on: '2025-01-01' })).toBe('2025-01-01')
    const today = new Date().toISOString().slice(0, 10)
    expect(await day('Thu Sep 25 10:54:37 2999')).toBe(today)
    expect(await day('Thursday')).toBe(today)
    await take(anna, { dataset_id: await put('Thu Sep 25 10:54:37 2025') })
    expect((await stored(id)).map(({ observedOn }) => observedOn)).toEqual(['2025-09-25', '2025-09-25'])
  })

  it('take a heart table as its sender says, and never guess what a target of 1 is', async () => {
    const client = accountClient(open())
    const account = await client.withRole('expert', 'heart')
    const doctor = { ...account, send: client.as(account.tokens) }
    const body = tableForm(toCsv([{ id: 'p1', age: 60, sex: 1, cp: 4 }, { id: 'p2', age: 41, sex: 0, cp: 2 }, { id: 'p3', age: 50, sex: 0, cp: 2 }]), {}, 'p.csv') // prettier-ignore
    const sent = await fetch(`${open().url}/api/heart/predict-table`, {
      method: 'POST',
      headers: headers(doctor),
      body,
    })
    const id = HeartPredictOutput.parse(await json(sent)).prediction_id ?? ''
    const dataset_id = await upload(doctor, [
      { who: 'p1', num: 3, target: '1.0', found: '2026-01-02' },
      { who: 'p2', num: 0, target: '0.0', found: 'soon' },
      { who: 'p3', num: 0, target: '0.0', found: '2999-01-01' },
    ])
    const ask = { dataset_id, domain: 'heart', id_column: 'who' }
    const target = { ...ask, label_column: 'target' }
    for (const [asked, field] of [
      [{ dataset_id, domain: 'heart' }, 'id_column'],
      [{ ...ask, id_column: 'missing' }, 'id_column'],
      [target, 'labels'],
      [{ ...target, labels: { 1: 'SICK' } }, 'labels.1'],
      [{ ...ask, observed_on: '2999-01-01' }, 'observed_on'],
      [{ ...ask, date_column: 'when' }, 'date_column'],
    ] as const) {
      const problem = await readProblem(await send(doctor, asked))
      expect([problem.status, problem.errors?.[0]?.field]).toEqual([422, field])
    }
    const labels = { 1: 'DISEASE', 0: 'NO DISEASE' }
    const made = await take(doctor, { ...target, labels, date_column: 'found' })
    expect(made).toMatchObject({ calls: { made: 1 }, undated: { count: 2 }, read: { source: 'diagnosis' } })
    expect(made.undated.examples.map(({ row, reason }) => [row, reason])).toEqual([
      [1, expect.stringContaining('“soon” cannot be read')],
      [2, '2999-01-01 is yet to come'],
    ])
    expect(await take(doctor, { ...ask, prediction_ids: [id] })).toMatchObject({ calls: { made: 2, known: 1 } })
    expect((await stored(id)).map(({ label }) => label)).toEqual(['DISEASE', 'NO DISEASE', 'NO DISEASE'])
  })

  it('are noted of no call that is another’s, and tell nothing of one that is to be judged blind', async () => {
    const names = signals(4)
    const owner = await of.member()
    const id = await predict(owner, names)
    const bert = await of.expert()
    const dataset_id = await upload(
      bert,
      names.map((name, i) => koi(name, i < 3 ? 'CONFIRMED' : 'CANDIDATE')),
    )
    const ask = { dataset_id, prediction_ids: [id] }
    expect((await send(bert, ask)).status).toBe(404)
    expect(await take(bert, { dataset_id })).toMatchObject({ calls: { matched: 0 }, unmatched: { count: 4 } })
    expect((await send(owner, ask)).status).toBe(403)
    expect((await send(anna, { dataset_id })).status).toBe(404)
    // two of them come to his hands, blind
    await of.offer(owner, id, { rows: [0, 1] })
    const { items } = await of.next(bert, 20)
    const mine = items.filter(({ prediction_id }) => prediction_id === id)
    expect(mine.map(({ call }) => call)).toEqual([null, null])
    const blind = await send(bert, { ...ask, labels: { CONFIRMED: 'FALSE POSITIVE', CANDIDATE: 'FALSE POSITIVE' } })
    const other = await send(bert, { ...ask, dry_run: true })
    const [first, second] = [await blind.text(), await other.text()]
    expect(OutcomeTableOutput.parse(JSON.parse(first)).calls).toMatchObject({ matched: 2, made: 2 })
    // which label was called can be told from neither
    for (const text of [first, second]) expect(text).not.toMatch(/probability|threshold|abstained/)
    expect((await stored(id)).map(({ row }) => row)).toEqual([0, 1])
    // an admin notes them all
    expect(await take(admin, { ...ask, dataset_id: await upload(admin, names.map((name) => koi(name, 'CONFIRMED'))) })).toMatchObject({ calls: { matched: 4 } }) // prettier-ignore
  })
})

/** One id of each kind, whenever it is asked for. */
function reserved(out: `out_${string}`): NewId {
  return <Kind extends IdKind>(kind: Kind) => `${kind}_${out.slice(4)}` as const
}
