import { readFileSync } from 'node:fs'
import { UploadOutput } from '@vouch/contracts/dataset'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { HeartPredictOutput } from '@vouch/contracts/domains/heart'
import { SkinPredictOutput } from '@vouch/contracts/domains/skin'
import { OtherPredictOutput } from '@vouch/contracts/domains/other'
import { ImportedModel } from '@vouch/contracts/model-import'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account } from '../db/schema/accounts.ts'
import { doctor } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'
import { insertDoctor, insertPatient } from '../patient/store.ts'
import { deadLettersRoute } from '../domains/coding/dead-letters-route.ts'
import { exportRoute } from '../domains/coding/export-route.ts'
import { codingSampleRoute } from '../domains/coding/sample-route.ts'
import { pictureRoute } from '../domains/skin/picture-route.ts'
import { downloadRoute } from '../rest/download-route.ts'
import { listProcedures } from '../rest/list-procedures.ts'
import { predictRoute } from '../rest/predict-route.ts'
import { sampleRoutes } from '../rest/sample-route.ts'
import { trainingDownloadRoute } from '../rest/training-download-route.ts'
import { appRouter } from '../router.ts'
import { newId } from '../id.ts'
import { listItemsOf } from '../review/item-store.ts'
import { insertReview } from '../review/store.ts'
import { insertTraining } from '../training/store.ts'
import { accountClient, type TestAccount } from '../testing/accounts.ts'
import { KOIS, tableForm, toCsv } from '../testing/requests.ts'
import { pictureForm, RED, squarePicture } from '../testing/lesion-pictures.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { type Answer, type Asker, ASKERS, PROCEDURE_ROLES, ROUTE_ROLES, type Row } from './role-matrix.ts'
import { addSession } from './session-store.ts'
import { createAccessTokens } from './tokens.ts'
import { eq, sql } from 'drizzle-orm'

const PATIENT = { age: 60, sex: 1, cp: 4 }
const SECRET = 'p2Vq8yX0mZ7tLw3Rk9Ue5Nb1Gh6Jd4Sa'
const XGBOOST = new URL('../../../../packages/core/src/learn/fixtures/xgboost/logistic.json', import.meta.url)
const HANDMADE = [
  predictRoute,
  ...sampleRoutes,
  downloadRoute,
  pictureRoute,
  deadLettersRoute,
  exportRoute,
  codingSampleRoute,
  trainingDownloadRoute,
]
const procedures = listProcedures(appRouter)
const rows: Readonly<Record<string, Row>> = PROCEDURE_ROLES
const routeRows: Readonly<Record<string, Row>> = ROUTE_ROLES

type Input = Readonly<Record<string, string | number | object | null>>
type Known = Exclude<Asker, 'anonymous'>

/** Operations about a call that their path does not name. */
const EXPLAINS: ReadonlySet<string> = new Set(['prediction.explain', 'lightCurve.explain'])

/** What is asked of coding: of nobody and nothing that is there. */
const CODING: Readonly<Record<string, Input>> = {
  'coding.takeBack': { id: 'x' },
  'coding.reconcile': { lines: [{ model: 'x', from: '2026-01-01', to: '2026-01-31', amount_usd: 1 }] },
  'coding.fetchGithub': { repo_slug: 'example/app' },
  'coding.fetchLitellm': {},
  'coding.takeSpans': { resourceSpans: [] },
  'coding.session': { id: 'x' },
  'coding.profile': { developer_id: 'x' },
  'coding.setPolicy': { models: [] },
  'coding.setDeveloper': { developer_id: 'x', email: null },
}

describe.each(['optional', 'required'] as const)('who may do what, where AUTH is %s', (auth) => {
  // all that differs where an account is required is what nobody may do
  const askers = auth === 'required' ? (['anonymous', 'member'] as const) : ASKERS
  let server: TestServer
  let people: Readonly<Record<Known, TestAccount>>
  beforeAll(async () => {
    const environment = {
      RATE_LIMIT: 'off',
      JWT_SECRET_KEY: SECRET,
      AUTH: auth,
      EXOPLANET_ARCHIVE_URL: 'http://127.0.0.1:9',
      GITHUB_URL: 'http://127.0.0.1:9',
    }
    server = await startTestServer({ environment, shipped: ['heart/heart-risk'], pictures: true })
    const client = accountClient(server)
    people = {
      member: await client.member(),
      other: await client.member(),
      expert: await client.withRole('expert', 'exoplanet'),
      admin: await client.withRole('admin'),
      disabled: await client.member(),
      expired: await client.member(),
    }
    await server.services.database.sql
      .update(account)
      .set({ disabledAt: sql`now()` })
      .where(eq(account.id, people.disabled.id))
  }, 60_000)
  afterAll(() => server.end())

  /** A log-in of its own for each request: some of them end it. */
  const headersOf = async (asker: Asker): Promise<Record<string, string>> => {
    if (asker === 'anonymous') return {}
    const { id: accountId } = people[asker]
    const { sessionId } = await addSession(server.services.database.sql, accountId, 1)
    const tokens = createAccessTokens(SECRET, asker === 'expired' ? -1 : 15)
    return { authorization: `Bearer ${await tokens.sign({ accountId, sessionId })}` }
  }
  const asMember = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { ...(await headersOf('member')), 'content-type': 'application/json' }
    const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(answer.status).toBeLessThan(300)
    return answer.json()
  }

  /** Something of the member's, new for each request: some of them delete it. */
  const things: Readonly<Record<string, () => Promise<string>>> = {
    prediction: async () => String(PredictOutput.parse(await asMember('/api/predict', { rows: KOIS })).prediction_id),
    patients: async () =>
      String(HeartPredictOutput.parse(await asMember('/api/heart/predict', { rows: [PATIENT] })).prediction_id),
    picture: async () => {
      const answer = await fetch(`${server.url}/api/skin/predict`, {
        method: 'POST',
        headers: await headersOf('member'),
        body: pictureForm(await squarePicture(RED), { store: 'true' }),
      })
      return String(SkinPredictOutput.parse(await answer.json()).prediction_id)
    },
    rows: async () => {
      const row = { a: 1, b: 2, c: 3, d: 4, e: 5 }
      const answer = await asMember('/api/predict', { model: await things['model']?.(), rows: [row] })
      return String(OtherPredictOutput.parse(answer).prediction_id)
    },
    dataset: async () => {
      const form = tableForm(toCsv(KOIS))
      const answer = await fetch(`${server.url}/api/upload`, {
        method: 'POST',
        headers: await headersOf('member'),
        body: form,
      })
      return UploadOutput.parse(await answer.json()).dataset_id
    },
    job: async () => {
      const { jobs } = server.services
      const work = { kind: 'predict-table', accountId: people.member.id, input: {}, fileSha256: null }
      const { id } = await jobs.start(work)
      await jobs.cancel(id)
      return id
    },
    training: async () => {
      const { jobs, database, files } = server.services
      const [id, file] = [newId('trn'), await files.prepareBytes(Buffer.from('a,b\n1,2\n'))]
      const work = { kind: 'train', accountId: people.member.id, input: {}, fileSha256: null }
      const job = await jobs.start(work, (tx) => files.note(tx, [file]))
      await jobs.cancel(job.id)
      const config = { model_type: 'knn', dataset_source: 'nasa' }
      const about = {
        datasetId: 'k2',
        datasetSha256: file.sha256,
        name: 'x',
        config,
        warnings: [],
        plan: {},
        keptSeconds: null,
      }
      await insertTraining(database.sql, { id, accountId: people.member.id, jobId: job.id, ...about })
      return id
    },
    review: async () => {
      const [predictionId, id] = [await things['prediction']?.(), newId('rev')]
      const said = { verdict: 'accept', said: 'PLANET', note: '', shown: 'call' } as const
      const called = { label: 'PLANET', probability: 0.9, abstained: false, threshold: 0.5 }
      const about = { predictionId: predictionId ?? '', row: 0, domain: 'exoplanet', modelId: 'koi', modelVersion: '1' }
      await insertReview(server.services.database.sql, {
        id,
        kind: 'review',
        accountId: people.member.id,
        reasons: [],
        ...about,
        ...said,
        ...called,
      })
      return id
    },
    item: async () => {
      const predictionId = (await things['prediction']?.()) ?? ''
      await asMember('/api/reviews/offer', { prediction_id: predictionId, rows: [0] })
      const [item] = await listItemsOf(server.services.database.sql, predictionId)
      return item?.id ?? ''
    },
    patient: async () => {
      const [id, accountId] = [newId('pat'), people.member.id]
      const { sql: db } = server.services.database
      // an account has one at a time
      await db
        .update(patient)
        .set({ accountId: null, deletedAt: sql`now()` })
        .where(eq(patient.accountId, accountId))
      await insertPatient(db, { id, accountId, name: 'Anna', age: null, gender: null, createdBy: accountId })
      return id
    },
    doctor: async () => {
      const [id, accountId] = [newId('doc'), people.member.id]
      const { sql: db } = server.services.database
      await db.delete(doctor).where(eq(doctor.accountId, accountId))
      await insertDoctor(db, { id, accountId, name: 'Dr. Anna', specialization: '' })
      return id
    },
    model: async () => {
      const form = tableForm(readFileSync(XGBOOST), {}, 'model.json')
      const manifest = JSON.stringify({ columns: ['a', 'b', 'c', 'd', 'e'] })
      form.set('manifest', new File([manifest], 'manifest.json'))
      const answer = await fetch(`${server.url}/api/models/import`, {
        method: 'POST',
        headers: await headersOf('member'),
        body: form,
      })
      return ImportedModel.parse(await answer.json()).id
    },
    key: async () => {
      const made = await asMember('/api/account/keys', { name: 'k', scopes: ['read'] })
      return typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : ''
    },
    session: async () => (await addSession(server.services.database.sql, people.member.id, 1)).sessionId,
  }
  const thingOf = (operation: string, path: string): string | null => {
    if (operation.startsWith('account.key.')) return path.includes('{id}') ? 'key' : null
    if (operation.startsWith('account.session.')) return path.includes('{id}') ? 'session' : null
    if (path.startsWith('/api/heart/predictions/{id}')) return 'patients'
    if (path.startsWith('/api/other/predictions/{id}')) return 'rows'
    if (path.startsWith('/api/skin/predictions/{id}') || operation === 'skin.explain') return 'picture'
    if (/^\/api\/((exoplanet|lightcurve)\/)?predictions\/\{id\}/.test(path) || EXPLAINS.has(operation))
      return 'prediction'
    if (path.startsWith('/api/datasets/{id}') && operation !== 'dataset.fetch') return 'dataset'
    if (
      ['review.create', 'review.adjudicate', 'review.offer', 'outcome.create', 'outcome.fromTable'].includes(operation)
    )
      return 'prediction'
    if (operation === 'review.get') return 'review'
    if (operation === 'review.giveBack') return 'item'
    if (['model.delete', 'model.measure', 'model.measurements'].includes(operation)) return 'model'
    if (operation.startsWith('training.')) return path.includes('{id}') ? 'training' : null
    if (path.startsWith('/api/patients/{id}') || operation === 'clinic.predict') return 'patient'
    if (path.startsWith('/api/doctors/{id}')) return 'doctor'
    return path.startsWith('/api/jobs/{id}') || path === '/api/injections/{id}' ? 'job' : null
  }
  const inputOf = async (operation: string, path: string): Promise<Input> => {
    if (operation === 'account.refresh') {
      const { refresh } = await addSession(server.services.database.sql, people.member.id, 1)
      return { refresh_token: refresh }
    }
    const asked = CODING[operation]
    if (asked) return asked
    const thing = thingOf(operation, path)
    if (thing === null && /^(review|measure)\./.test(operation)) return { domain: 'exoplanet' }
    if (operation === 'clinic.giveFeedback')
      return { recommendation_id: `prd_${'0'.repeat(26)}`, doctor_feedback: 'approved' }
    const id = thing ? await things[thing]?.() : operation.startsWith('model.') ? 'koi' : null
    return id ? named(operation, id) : {}
  }
  /** What an operation takes to be about a thing. */
  const named = (operation: string, id: string): Input => {
    const call = { prediction_id: id, row: 0 }
    if (operation === 'prediction.explain') return { call }
    if (operation === 'lightCurve.explain' || operation === 'skin.explain') return call
    if (operation === 'review.offer') return { prediction_id: id }
    if (operation === 'review.giveBack') return { item_id: id }
    if (operation === 'review.create' || operation === 'review.adjudicate') return { ...call, verdict: 'unsure' }
    if (operation === 'clinic.predict') return { patient_id: id, features: { age: 60 } }
    if (operation === 'patient.addRecord') return { id, features: { age: 60 } }
    if (/^patient\.(give|end)Care$/.test(operation)) return { id, doctor_id: `doc_${'0'.repeat(26)}` }
    if (operation === 'outcome.fromTable') return { prediction_ids: [id], dataset_id: 'kepler_koi' }
    if (operation === 'outcome.create')
      return { outcomes: [{ ...call, label: 'PLANET', source: 'archive', observed_on: '2026-01-01' }] }
    return { id, row: 0, ...(operation === 'model.measure' ? { dataset_id: 'k2' } : {}) }
  }
  const missing = {
    prediction: 'prd_',
    dataset: 'dst_',
    training: 'trn_',
    job: 'job_',
    model: 'mdl_',
    review: 'rev_',
    item: 'rvi_',
    patient: 'pat_',
    doctor: 'doc_',
    key: 'key_',
    session: 'ses_',
  } as const
  const hasNone = (thing: string | null): thing is keyof typeof missing => thing !== null && thing in missing

  const expected = (row: Row, asker: Asker, access: string): Answer => {
    if (auth === 'required' && asker === 'anonymous' && access === 'anyone') return 'unauthorized'
    return row[asker]
  }
  const classify = (status: number, wanted: Answer): Answer => {
    if (status >= 500 && status !== 502) throw new Error(`it failed with ${status}`)
    if (status === 401) return 'unauthorized'
    if (status === 403) return 'forbidden'
    return status === 404 && wanted === 'hidden' ? 'hidden' : 'passes'
  }
  const fill = (path: string, input: Input) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(JSON.stringify(input[name] ?? 'x').replaceAll('"', '')),
    )

  /** Without a body, what does not stand in the path is the query. */
  const queryOf = (path: string, input: Input) =>
    new URLSearchParams(
      Object.entries(input).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !path.includes(`{${name}}`) ? [[name, value]] : [],
      ),
    )

  const overRest = async (method: string, path: string, input: Input, headers: Record<string, string>) =>
    fetch(`${server.url}${fill(path, input)}${method === 'GET' ? `?${queryOf(path, input).toString()}` : ''}`, {
      method,
      headers: method === 'GET' ? headers : { ...headers, 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(input),
    })
  const overTrpc = async (path: string, type: string, input: Input, headers: Record<string, string>) => {
    const query = type === 'mutation' ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
    return fetch(`${server.url}/trpc/${path}${query}`, {
      method: type === 'mutation' ? 'POST' : 'GET',
      headers: type === 'mutation' ? { ...headers, 'content-type': 'application/json' } : headers,
      body: type === 'mutation' ? JSON.stringify(input) : null,
    })
  }
  const bodyOf = async (response: Response) =>
    (await response.text())
      .replaceAll(/"(request_id|instance|path)":"[^"]*",?/g, '')
      .replaceAll(/[a-z]{3}_[0-9a-z]{26}/g, '')

  it('is written down for every operation that is served, and for no other', () => {
    expect(Object.keys(rows).sort()).toEqual(procedures.map(({ path }) => path).sort())
    expect(Object.keys(ROUTE_ROLES).sort()).toEqual(HANDMADE.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it.each(procedures.map((procedure) => [procedure.path, procedure] as const))(
    'is as written for %s, over REST and over tRPC',
    async (path, { type, access, rest }) => {
      const row = rows[path]
      if (!row) throw new Error(`${path} is not in the table`)
      for (const asker of askers) {
        const wanted = expected(row, asker, access)
        const input = await inputOf(path, rest.path)
        const viaRest = await overRest(rest.method, rest.path, input, await headersOf(asker))
        const viaTrpc = await overTrpc(path, type, await inputOf(path, rest.path), await headersOf(asker))
        const found = { rest: classify(viaRest.status, wanted), trpc: classify(viaTrpc.status, wanted) }
        // a stream answers 200 and says inside what is wrong
        if (type === 'subscription') await viaRest.body?.cancel()
        expect({ asker, ...found }).toEqual({
          asker,
          rest: wanted,
          trpc: type === 'subscription' ? found.trpc : wanted,
        })
        if (type === 'subscription') {
          await viaTrpc.body?.cancel()
          continue
        }
        const thing = thingOf(path, rest.path)
        if (wanted !== 'hidden' || !hasNone(thing)) continue
        const none = named(path, `${missing[thing]}${'0'.repeat(26)}`)
        const restNone = await overRest(rest.method, rest.path, none, await headersOf(asker))
        const trpcNone = await overTrpc(path, type, none, await headersOf(asker))
        expect([restNone.status, await bodyOf(viaRest)]).toEqual([404, await bodyOf(restNone)])
        expect([trpcNone.status, await bodyOf(viaTrpc)]).toEqual([404, await bodyOf(trpcNone)])
      }
    },
    60_000,
  )

  it.each(HANDMADE.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'is as written for %s',
    async (name, { method, path, access }) => {
      const row = routeRows[name]
      if (!row) throw new Error(`${name} is not in the table`)
      for (const asker of askers) {
        const wanted = expected(row, asker, access)
        const answer = await overRest(method, path, await inputOf(name, path), await headersOf(asker))
        expect({ asker, found: classify(answer.status, wanted) }).toEqual({ asker, found: wanted })
        await answer.body?.cancel()
      }
    },
  )

  it.each(
    procedures
      .filter(({ access }) => access !== 'open' && access !== 'anyone')
      .map(({ path, rest }) => [path, rest] as const),
  )('is asked of %s before its body is looked at', async (_, { method, path }) => {
    const answer = await fetch(server.url + fill(path, {}), {
      method,
      headers: method === 'GET' ? {} : { 'content-type': 'application/json' },
      body: method === 'GET' ? null : '{"broken',
    })
    expect(answer.status).toBe(401)
  })
})
