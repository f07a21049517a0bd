import type { DomainId } from '@vouch/contracts/domain'
import type { CallPage, Evidence, PredictInput, PredictOutput, StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import type { HeartPredictInput, HeartPredictOutput, StoredHeartReceipt } from '@vouch/contracts/domains/heart'
import type { Health } from '@vouch/contracts/health'
import type { ModelList } from '@vouch/contracts/model'
import type { EvidenceQuery } from '@vouch/contracts/submission'
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  isNonJsonSerializable,
  splitLink,
  TRPCClientError,
} from '@trpc/client'
import type { Job, JobAccepted } from '@vouch/contracts/job'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { AppRouter } from './router.ts'
import { KOIS, postTable, readCalls, tableForm, toCsv } from './testing/requests.ts'
import { startTestServer, type TestServer } from './testing/start-test-server.ts'

/** JSON has no undefined: a key that is optional is there with a value, or not there. */
type Wire<T> = T extends object ? { [Key in keyof T]: Wire<Exclude<T[Key], undefined>> } : T

function createClient(server: TestServer) {
  const url = `${server.url}/trpc`
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ input }) => isNonJsonSerializable(input),
        true: httpLink({ url }),
        false: httpBatchLink({ url }),
      }),
    ],
  })
}

async function failureOf(promise: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof TRPCClientError) return error
  throw new Error(`expected a TRPCClientError, got ${String(error)}`)
}

describe('the tRPC router', () => {
  let server: TestServer
  let client: ReturnType<typeof createClient>
  beforeAll(async () => {
    server = await startTestServer({ models: [{ id: 'koi', aliases: ['xgb'] }], environment: { MAX_UPLOAD_MB: '1' } })
    client = createClient(server)
  })
  afterAll(() => server.end())

  it('gives a client the exact types of the contracts', () => {
    type Client = typeof client
    expectTypeOf<Awaited<ReturnType<Client['exoplanet']['predict']['mutate']>>>().toEqualTypeOf<Wire<PredictOutput>>()
    expectTypeOf<Parameters<Client['exoplanet']['predict']['mutate']>[0]>().toEqualTypeOf<
      z.input<typeof PredictInput>
    >()
    expectTypeOf<Awaited<ReturnType<Client['exoplanet']['predictTable']['mutate']>>>().toEqualTypeOf<
      Wire<PredictOutput> | JobAccepted
    >()
    expectTypeOf<Awaited<ReturnType<Client['job']['get']['query']>>>().toEqualTypeOf<Job>()
    expectTypeOf<Parameters<Client['exoplanet']['predictTable']['mutate']>[0]>().toEqualTypeOf<FormData>()
    expectTypeOf<Awaited<ReturnType<Client['exoplanet']['calls']['query']>>>().toEqualTypeOf<CallPage>()
    expectTypeOf<Parameters<Client['exoplanet']['evidence']['query']>[0]>().toEqualTypeOf<
      z.input<typeof EvidenceQuery>
    >()
    expectTypeOf<Awaited<ReturnType<Client['exoplanet']['evidence']['query']>>>().toEqualTypeOf<Evidence>()
    type AnyReceipt = Awaited<ReturnType<Client['prediction']['get']['query']>>
    expectTypeOf<Extract<AnyReceipt, { domain: 'exoplanet' }>>().toEqualTypeOf<Wire<StoredReceipt>>()
    expectTypeOf<Extract<AnyReceipt, { domain: 'heart' }>>().toEqualTypeOf<Wire<StoredHeartReceipt>>()
    expectTypeOf<AnyReceipt['domain']>().toEqualTypeOf<DomainId>()
    expectTypeOf<Awaited<ReturnType<Client['heart']['predict']['mutate']>>>().toEqualTypeOf<Wire<HeartPredictOutput>>()
    expectTypeOf<Parameters<Client['heart']['predict']['mutate']>[0]>().toEqualTypeOf<
      z.input<typeof HeartPredictInput>
    >()
    expectTypeOf<Awaited<ReturnType<Client['model']['list']['query']>>>().toEqualTypeOf<ModelList>()
    expectTypeOf<Awaited<ReturnType<Client['health']['get']['query']>>>().toEqualTypeOf<Health>()
  })

  it('answers as REST does, for rows and for a file', async () => {
    const rest = await readCalls(await postTable(server.url, toCsv(KOIS)))
    const rows = await client.exoplanet.predict.mutate({ rows: [...KOIS] })
    const table = await client.exoplanet.predictTable.mutate(tableForm(toCsv(KOIS), { threshold: '0.4', model: 'xgb' }))
    expect(rows.predictions).toEqual(rest.predictions)
    if (!('predictions' in table)) throw new Error('a few rows became a job')
    expect(table.threshold).toBe(0.4)
    expect(table.predictions.map(({ probability }) => probability)).toEqual(
      rest.predictions.map(({ probability }) => probability),
    )
    const id = String(table.prediction_id)
    expect((await client.prediction.get.query({ id })).total_samples).toBe(4)
    expect((await client.exoplanet.calls.query({ id, limit: 2 })).predictions).toEqual(table.predictions.slice(0, 2))
    const evidence = await client.exoplanet.evidence.query({ id, row: 1 })
    expect(evidence.call).toMatchObject({
      ...table.predictions[1],
      fragile: null,
      flip_rate: null,
    })
    expect(evidence.evidence.map(({ name }) => name)).toEqual(['log_period', 'log_depth', 'log_duration', 'impact'])
    expect(evidence.evidence[1]?.value).toBeCloseTo(Math.log10(9000), 5)
  })

  it('gives the error of the one table, with its faults and without a stack', async () => {
    const wrong = await failureOf(client.exoplanet.predictTable.mutate(tableForm(toCsv(KOIS), { threshold: '7' })))
    expect(wrong.data).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      httpStatus: 422,
      problem: { code: 'invalid', errors: [{ field: 'threshold' }] },
    })
    const rows = await failureOf(client.exoplanet.predict.mutate({ rows: [] }))
    expect(rows.data?.problem.errors[0]?.field).toBe('rows')
    const model = await failureOf(client.exoplanet.predict.mutate({ rows: [...KOIS], model: 'none' }))
    expect([model.data?.code, model.data?.httpStatus, model.message]).toEqual([
      'NOT_FOUND',
      404,
      expect.stringContaining('koi'),
    ])
    const missing = await failureOf(client.prediction.get.query({ id: 'trn_1' }))
    expect(missing.data?.problem.code).toBe('not_found')
    for (const error of [wrong, rows, model, missing])
      expect(JSON.stringify(error.shape)).not.toMatch(/stack|node_modules|\.ts/)
  })

  it('refuses a text for a number where JSON is spoken, though a form may send it', async () => {
    const rows = [...KOIS]
    const text: unknown = '0.5'
    // @ts-expect-error a threshold is a number
    const error = await failureOf(client.exoplanet.predict.mutate({ rows, threshold: text }))
    expect(error.data?.problem.errors[0]?.field).toBe('threshold')
  })

  it('takes twenty calls in one request and refuses more before any of them runs', async () => {
    const batch = (count: number) => {
      const input = encodeURIComponent(
        JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [i, {}]))),
      )
      return fetch(
        `${server.url}/trpc/${Array.from({ length: count }, () => 'health.get').join(',')}?batch=1&input=${input}`,
      )
    }
    const twenty = await batch(20)
    expect([twenty.status, ((await twenty.json()) as unknown[]).length]).toEqual([200, 20])
    for (const count of [21, 200]) expect((await batch(count)).status).toBe(400)
    const commas = await fetch(`${server.url}/trpc/${','.repeat(5000)}?batch=1`)
    expect(commas.status).toBe(400)
  })

  it('refuses a form and a body that are too large, and the client gets to read it', async () => {
    const large = tableForm('a'.repeat(2 << 20))
    expect((await failureOf(client.exoplanet.predictTable.mutate(large))).data).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      httpStatus: 413,
    })
    const rows = Array.from({ length: 6000 }, () => ({ koi_period: 1, note: 'x'.repeat(1900) }))
    expect((await failureOf(client.exoplanet.predict.mutate({ rows }))).data?.httpStatus).toBe(413)
  })

  it('holds a file sent through tRPC to the limit on files, whatever surrounds it', async () => {
    const justOver = tableForm('a'.repeat((1 << 20) + 1))
    expect((await failureOf(client.exoplanet.predictTable.mutate(justOver))).data?.httpStatus).toBe(413)
  })
})
