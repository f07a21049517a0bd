import { CallPage, Evidence, StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import { DisagreementPage, Review, ReviewPage } from '@vouch/contracts/review'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROCEDURE_ROLES, type ProcedurePath, ROUTE_ROLES } from '../account/role-matrix.ts'
import { type ListedProcedure, listProcedures } from '../rest/list-procedures.ts'
import { appRouter } from '../router.ts'
import { ofCoding } from '../testing/of-coding.ts'
import { judges, type Person } from '../testing/judges.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

interface Known {
  readonly id: string
  readonly review: string
}
/** What an operation is asked so that it is about the blind call, or why it cannot tell of one. */
type Walk = ((known: Known) => Readonly<Record<string, unknown>>) | string

const ONE = 'gives what its sender has just sent, and nothing that is kept'
const TABLES = 'is about tables, and no calls'
const TRAINING = 'is about a training’s own calls, which nobody reviews'
const MODELS = 'is about models and their figures'
const ACCOUNTS = 'is about accounts'
const HEALTH = 'is about the program'
const CODING = 'is of coding sessions, whose calls no model of ours makes'
const JOBS = 'says which prediction came of a job, and nothing of its calls'
const PATIENTS = 'is about patients and who treats them, and no calls'
const CLINIC = 'is walked in the clinic’s own tests, where calls are of patients'
const FIGURES = 'has figures of many calls'
const ENDS = 'is how blindness ends: its own test is below'

/** One that is missing does not compile: whoever adds an operation says whether it can tell of a call. */
const WALKS: Readonly<Record<ProcedurePath | keyof typeof ROUTE_ROLES, Walk>> = {
  'exoplanet.predict': ONE,
  'exoplanet.predictTable': ONE,
  'exoplanet.predictCatalogue': ONE,
  'exoplanet.sample': TABLES,
  'exoplanet.catalogue': TABLES,
  'exoplanet.fetchCatalogue': TABLES,
  'exoplanet.calls': ({ id }) => ({ id }),
  'exoplanet.evidence': ({ id }) => ({ id, row: 0 }),
  'lightCurve.sample': TABLES,
  'lightCurve.predict': ONE,
  'lightCurve.search': 'looks for signals and calls none',
  'lightCurve.explain': 'says why a light curve was called so: its own test has that it refuses who is to judge first',
  'lightCurve.candidate': 'shows a signal in its star’s light, and nothing that a model said of it',
  'lightCurve.inject': 'calls transits that it made itself',
  'lightCurve.injections': 'has calls of transits that were made, which nobody reviews',
  'heart.predict': ONE,
  'heart.predictTable': ONE,
  'heart.sample': TABLES,
  'heart.calls': ({ id }) => ({ id }),
  'heart.evidence': ({ id }) => ({ id, row: 0 }),
  'skin.predict': ONE,
  'skin.sample': TABLES,
  'skin.calls': ({ id }) => ({ id }),
  'skin.evidence': ({ id }) => ({ id, row: 0 }),
  'skin.explain': 'says what of a picture a call rests on: its own test has that it refuses who is to judge first',
  'other.calls': ({ id }) => ({ id }),
  'other.evidence': ({ id }) => ({ id, row: 0 }),
  'prediction.calls': ({ id }) => ({ id }),
  'prediction.evidence': ({ id }) => ({ id, row: 0 }),
  'measure.get': () => ({ domain: 'exoplanet' }),
  ...ofCoding(CODING),
  'patient.create': PATIENTS,
  'patient.list': PATIENTS,
  'patient.get': PATIENTS,
  'patient.update': PATIENTS,
  'patient.delete': PATIENTS,
  'patient.addRecord': PATIENTS,
  'patient.records': PATIENTS,
  'patient.giveCare': PATIENTS,
  'patient.endCare': PATIENTS,
  'patient.invite': PATIENTS,
  'patient.claim': PATIENTS,
  'doctor.create': PATIENTS,
  'doctor.list': PATIENTS,
  'doctor.get': PATIENTS,
  'doctor.update': PATIENTS,
  'doctor.patients': PATIENTS,
  'clinic.predict': ONE,
  'clinic.train': TRAINING,
  'clinic.retrain': TRAINING,
  'clinic.modelState': FIGURES,
  'clinic.recommendations': CLINIC,
  'clinic.giveFeedback': ENDS,
  'clinic.feedback': 'gives what its reader said himself, who knows the call since',
  'clinic.pending': CLINIC,
  'clinic.feedbackStats': FIGURES,
  'clinic.accuracyVsFeedback': FIGURES,
  'clinic.trends': FIGURES,
  'clinic.doctorPerformance': FIGURES,
  'clinic.modelComparison': FIGURES,
  'clinic.dataQuality': FIGURES,
  'dataset.fromReviews': 'says how many labels are known, and nothing of one call',
  'prediction.get': ({ id }) => ({ id }),
  'prediction.explain': ({ id }) => ({ call: { prediction_id: id, row: 0 } }),
  'prediction.list': () => ({}),
  'prediction.delete': 'says that it is gone',
  'review.create': ENDS,
  'review.list': ({ id }) => ({ prediction_id: id, standing: false }),
  'review.get': ({ review }) => ({ id: review }),
  'review.offer': ({ id }) => ({ prediction_id: id, rows: [0] }),
  'review.next': () => ({ domain: 'exoplanet', count: 20 }),
  'review.giveBack': 'says that it is given back: its own test is below',
  'review.queue': 'has the domain’s words, and counts of the whole queue',
  'review.disagreements': () => ({ domain: 'exoplanet' }),
  'review.adjudicate': ENDS,
  'review.policy': () => ({ domain: 'exoplanet' }),
  'review.updatePolicy': () => ({ domain: 'exoplanet' }),
  'outcome.create': 'gives what its sender says of a call, and nothing of the call',
  'outcome.fromTable': 'says what a table said of names, and nothing of what they were called: its own tests have that',
  'outcome.list': ({ id }) => ({ prediction_id: id, standing: false }),
  'job.list': () => ({}),
  'job.get': JOBS,
  'job.cancel': JOBS,
  'job.watch': JOBS,
  'dataset.list': TABLES,
  'dataset.upload': TABLES,
  'dataset.get': TABLES,
  'dataset.audit': TABLES,
  'dataset.fetch': TABLES,
  'dataset.delete': TABLES,
  'model.import': MODELS,
  'model.imported': MODELS,
  'model.delete': MODELS,
  'model.measure': MODELS,
  'model.measurements': MODELS,
  'model.list': MODELS,
  'model.get': MODELS,
  'model.metrics': MODELS,
  'model.importance': MODELS,
  'model.promote': MODELS,
  'model.rollBack': MODELS,
  'model.promotions': MODELS,
  'training.checkConfig': TRAINING,
  'training.start': TRAINING,
  'training.progress': TRAINING,
  'training.get': TRAINING,
  'training.watch': TRAINING,
  'training.cancel': TRAINING,
  'training.stop': TRAINING,
  'training.list': TRAINING,
  'training.cleanUp': TRAINING,
  'training.models': TRAINING,
  'training.calls': TRAINING,
  'training.reproduce': TRAINING,
  'training.leaderboard': TRAINING,
  'training.compare': TRAINING,
  'training.delete': TRAINING,
  'training.explain': TRAINING,
  'training.visualize': TRAINING,
  'account.register': ACCOUNTS,
  'account.login': ACCOUNTS,
  'account.token': ACCOUNTS,
  'account.refresh': ACCOUNTS,
  'account.logout': ACCOUNTS,
  'account.setup': ACCOUNTS,
  'account.get': ACCOUNTS,
  'account.update': ACCOUNTS,
  'account.changePassword': ACCOUNTS,
  'account.delete': ACCOUNTS,
  'account.key.list': ACCOUNTS,
  'account.key.create': ACCOUNTS,
  'account.key.delete': ACCOUNTS,
  'account.session.list': ACCOUNTS,
  'account.session.delete': ACCOUNTS,
  'account.list': ACCOUNTS,
  'account.disable': ACCOUNTS,
  'account.grant': ACCOUNTS,
  'audit.list': () => ({}),
  'health.project': HEALTH,
  'health.about': HEALTH,
  'health.status': HEALTH,
  'health.get': HEALTH,
  'health.live': HEALTH,
  'health.ready': HEALTH,
  'POST /api/predict': ONE,
  'GET /api/exoplanet/sample.csv': TABLES,
  'GET /api/heart/sample.csv': TABLES,
  'GET /api/lightcurve/sample.csv': TABLES,
  'GET /api/skin/sample.png': TABLES,
  'GET /api/skin/predictions/{id}/picture': 'is the picture that is to be judged, and nothing that a model said of it',
  'GET /api/predictions/{id}/download': ({ id }) => ({ id }),
  'GET /api/download/{id}': TRAINING,
}

describe('a call that an expert is to judge blind', () => {
  const procedures = new Map(listProcedures(appRouter).map((procedure) => [procedure.path, procedure]))
  let server: TestServer
  let of: ReturnType<typeof judges>
  let people: { readonly owner: Person; readonly admin: Person; readonly anna: Person; readonly bert: Person }
  let known: Known
  let secrets: RegExp
  beforeAll(async () => {
    server = await startTestServer()
    of = judges(server)
    people = { owner: await of.member(), admin: await of.admin(), anna: await of.expert(), bert: await of.expert() }
    const { owner, admin, anna, bert } = people
    await of.setPolicy(admin, { blind_share: 1, double_share: 1 })
    const { prediction_id, predictions } = await of.predict(owner)
    await of.offer(owner, prediction_id, { rows: [0, 1, 2, 3] })
    // who may read every submission gets all four blind, and gives them back: they stay so
    for (const { item_id } of (await of.next(admin, 4)).items)
      expect((await admin.send('POST', '/api/reviews/give-back', { item_id })).status).toBe(200)
    for (const who of [anna, bert]) expect((await of.next(who, 4)).items).toHaveLength(4)
    const call = { prediction_id, row: 0 }
    const { review_id: review } = await of.judge(anna, { ...call, verdict: 'correct', label: 'PLANET' })
    await of.judge(bert, { ...call, verdict: 'correct', label: 'FALSE POSITIVE' })
    const outcomes = [{ ...call, label: 'PLANET', source: 'archive', observed_on: '2026-01-01' }]
    expect((await anna.send('POST', '/api/outcomes', { outcomes })).status).toBe(201)
    known = { id: prediction_id, review }
    const numbers = predictions.map(({ probability }) => String(probability).replace('.', '\\.'))
    secrets = new RegExp(`PLANET|FALSE POSITIVE|${numbers.join('|')}`)
  }, 120_000)
  afterAll(() => server.end())

  const restPath = ({ rest }: Pick<ListedProcedure, 'rest'>, input: Readonly<Record<string, unknown>>) => {
    const place = rest.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(input[name]))
    const query = new URLSearchParams(
      Object.entries(input).map(([name, value]): [string, string] => [name, String(value)]),
    )
    return rest.method === 'GET' ? `${place}?${query.toString()}` : place
  }
  const overRest = (who: Person, procedure: ListedProcedure, input: Readonly<Record<string, unknown>>) =>
    who.send(procedure.rest.method, restPath(procedure, input), procedure.rest.method === 'GET' ? undefined : input)
  const overTrpc = (who: Person, { path, type }: ListedProcedure, input: Readonly<Record<string, unknown>>) =>
    type === 'mutation'
      ? who.send('POST', `/trpc/${path}`, input)
      : who.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
  const asked = Object.entries(WALKS).flatMap(([name, walk]) =>
    typeof walk === 'string' ? [] : [[name, walk] as const],
  )

  it('is looked for in every operation that there is', () => {
    const all = [...Object.keys(PROCEDURE_ROLES), ...Object.keys(ROUTE_ROLES)]
    expect(Object.keys(WALKS).toSorted()).toEqual(all.toSorted())
  })

  it('is plain to whoever sent it, so that what follows would find it', async () => {
    const seen = await people.owner.send('GET', `/api/predictions/${known.id}/calls`)
    expect(await seen.text()).toMatch(secrets)
  })

  it.each(asked)(
    'is told by no byte of %s, to an admin who reads everything, or an expert who has it in hand',
    async (name, walk) => {
      const input = walk(known)
      for (const who of [people.admin, people.anna, people.bert]) {
        // these two have judged row 0, and have the others in hand
        const about = who === people.admin ? input : JSON.parse(JSON.stringify(input).replaceAll('"row":0', '"row":1'))
        if (
          who !== people.admin &&
          ['review.list', 'review.get', 'outcome.list', 'review.disagreements'].includes(name)
        )
          continue
        const procedure = procedures.get(name)
        const answers = procedure
          ? [await overRest(who, procedure, about), await overTrpc(who, procedure, about)]
          : await Promise.all(
              ['csv', 'ndjson', 'parquet'].map((format) =>
                who.send('GET', `/api/predictions/${known.id}/download?format=${format}`),
              ),
            )
        for (const answer of answers) {
          expect(answer.status).toBeLessThan(500)
          expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).not.toMatch(secrets)
        }
      }
    },
  )

  it('is told by no byte of a tRPC batch', async () => {
    const input = { 0: { id: known.id }, 1: { id: known.id }, 2: { id: known.id, row: 1 } }
    const answer = await people.admin.send(
      'GET',
      `/trpc/prediction.get,exoplanet.calls,exoplanet.evidence?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`,
    )
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toMatch(secrets)
  })

  it('is there as a row without a call, in every shape, until the verdict is in, which says that nothing was shown', async () => {
    const { admin } = people
    const get = async (path: string): Promise<unknown> => (await admin.send('GET', path)).json()
    const place = `/api/predictions/${known.id}`
    expect(StoredReceipt.parse(await get(place))).toMatchObject({ blind: true, summary: null })
    const page = CallPage.parse(await get(`${place}/calls`))
    expect(page.predictions).toEqual([])
    expect(page.blind.map(({ row, call, blind }) => [row, call, blind])).toEqual(
      [0, 1, 2, 3].map((row) => [row, null, true]),
    )
    const evidence = Evidence.parse(await get(`${place}/calls/0`))
    expect(evidence).toMatchObject({ blind: true, call: null, row: 0 })
    expect(evidence.evidence.some(({ value }) => value !== null)).toBe(true)
    const [disputed] = DisagreementPage.parse(await get('/api/reviews/disagreements?domain=exoplanet')).items
    expect(disputed).toMatchObject({ call: null, blind: true, reviews: [] })
    expect(ReviewPage.parse(await get(`/api/reviews?prediction_id=${known.id}`)).reviews).toEqual([])
    expect((await admin.send('GET', `/api/reviews/${known.review}`)).status).toBe(404)
    const explained = { call: { prediction_id: known.id, row: 0 } }
    expect((await admin.send('POST', '/api/explain-prediction', explained)).status).toBe(409)
    // the verdict is in
    const word = { prediction_id: known.id, verdict: 'correct', label: 'PLANET' }
    const said = await of.judge(admin, word, '/api/reviews/adjudicate')
    expect(said).toMatchObject({ shown: 'nothing', slice: 'asked' })
    const after = CallPage.parse(await get(`${place}/calls`))
    expect(after.predictions).toMatchObject([{ row: 0, prediction: said.call.label }])
    expect(after.blind).toHaveLength(3)
    expect(ReviewPage.parse(await get(`/api/reviews?prediction_id=${known.id}`)).reviews).toHaveLength(3)
    expect(Review.parse(await get(`/api/reviews/${known.review}`)).review_id).toBe(known.review)
    // what he gave back is still his to judge: nothing else would end that it is blind
    const late = await of.judge(admin, { prediction_id: known.id, row: 1, verdict: 'unsure' })
    expect(late.shown).toBe('nothing')
    expect(CallPage.parse(await get(`${place}/calls`)).predictions).toMatchObject([{ row: 0 }, { row: 1 }])
    const file = await (await admin.send('GET', `${place}/download?format=parquet`)).arrayBuffer()
    const rows = await parquetReadObjects({ file })
    expect(rows.map(({ row, blind, probability }) => [row, blind, probability === null])).toEqual(
      [0, 1, 2, 3].map((row) => [row, row > 1, row > 1]),
    )
  })

  it('was never seen before: who has read it gets it as it is, and what is shown is what he read', async () => {
    const { owner, admin, anna } = people
    for (const read of ['', '/calls', '/calls/0', '/download?format=ndjson', '/download?format=parquet']) {
      const { prediction_id } = await of.predict(owner)
      await of.offer(owner, prediction_id, { rows: [0] })
      expect((await admin.send('GET', `/api/predictions/${prediction_id}${read}`)).status).toBe(200)
      const item = (await of.next(admin, 20)).items.find((one) => one.prediction_id === prediction_id)
      expect(item).toMatchObject({ blind: false, call: { abstained: false } })
      const said = await of.judge(admin, { prediction_id, verdict: 'accept' })
      expect(said.shown).toBe(read === '/calls/0' ? 'reasons' : 'call')
      const other = (await of.next(anna, 20)).items.find((one) => one.prediction_id === prediction_id)
      expect(other).toMatchObject({ blind: true, call: null, slice: null })
      // there is nothing to accept, and the refusal does not say what it would be
      const refused = await anna.send('POST', '/api/reviews', { prediction_id, verdict: 'accept' })
      expect(refused.status).toBe(422)
      expect(await refused.text()).not.toMatch(secrets)
      const blindly = await of.judge(anna, { prediction_id, verdict: 'correct', label: said.call.label })
      expect(blindly).toMatchObject({ shown: 'nothing', call: said.call })
      const again = { prediction_id, verdict: 'unsure', corrects: blindly.review_id }
      expect(await of.judge(anna, again)).toMatchObject({ shown: 'call' })
    }
  })
})
