import type { TrackedEnvelope } from '@trpc/server'
import {
  type CodingSession,
  CodingSight,
  GithubInput,
  IngestOptions,
  IngestPage,
  IngestReceipt,
  IngestsQuery,
  LitellmInput,
  OtlpAnswer,
  OtlpTraces,
  SessionDetail,
  SessionPage,
  SessionsQuery,
  StreamTicket,
} from '@vouch/contracts/domains/coding'
import { Costs, CostsQuery, Reconciliation, ReconcileInput } from '@vouch/contracts/domains/coding-costs'
import { Distribution, DistributionQuery } from '@vouch/contracts/domains/coding-distribution'
import {
  CompareQuery,
  DeveloperInput,
  Insights,
  InsightsQuery,
  KpiComparison,
  KpiDefinitions,
  Metrics,
  MetricsQuery,
  Policy,
  PolicyInput,
  Profile,
  ProfileQuery,
  RawMetrics,
} from '@vouch/contracts/domains/coding-metrics'
import { kpiDefinitions } from '@vouch/core/domains/coding/kpi-definitions'
import { z } from 'zod'
import { tableForm } from '../../rest/table-form.ts'
import { procedure, router } from '../../trpc.ts'
import { compareFigures } from './compare-figures.ts'
import { getCosts, reconcileInvoice } from './costs.ts'
import { setDeveloper } from './developers.ts'
import { getDistribution } from './distribution.ts'
import { giveTicket } from './give-ticket.ts'
import { ingestFile, listIngests } from './ingest.ts'
import { fetchGithub } from './fetch/github/fetch-github.ts'
import { fetchLitellm } from './fetch/litellm/fetch-litellm.ts'
import { getInsights } from './insights.ts'
import { getMetrics, getRawMetrics } from './metrics.ts'
import { readPolicy, setPolicy } from './policy.ts'
import { takeBack } from './take-back.ts'
import { takeSpans } from './take-spans.ts'
import { getProfile } from './profile.ts'
import { getSession, listSessions } from './sessions.ts'
import { getSight } from './visibility.ts'
import { watchMetrics, watchSessions } from './watch-coding.ts'

const tag = 'coding'

/** Sessions of coding assistants. Who sees which developers, `visibilityOf` says. */
export const codingRouter = router({
  metrics: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/metrics', summary: 'Nine figures of coding with assistants', tag },
    })
    .input(MetricsQuery)
    .output(Metrics)
    .query(({ ctx, input }) => getMetrics(ctx, input)),
  rawMetrics: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/metrics/raw', summary: 'The same as numbers alone, and more of them', tag },
    })
    .input(MetricsQuery)
    .output(RawMetrics)
    .query(({ ctx, input }) => getRawMetrics(ctx, input)),
  definitions: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/metrics/definitions', summary: 'What each of the nine figures is', tag },
    })
    .output(KpiDefinitions)
    .query(() => ({ definitions: kpiDefinitions() })),
  insights: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/insights',
        summary: 'What the figures say: findings, correlations, anomalies and advice',
        tag,
      },
    })
    .input(InsightsQuery)
    .output(Insights)
    .query(({ ctx, input }) => getInsights(ctx, input)),
  compare: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/metrics/compare',
        summary: 'Two models or two periods beside each other',
        tag,
      },
    })
    .input(CompareQuery)
    .output(KpiComparison)
    .query(({ ctx, input }) => compareFigures(ctx, input)),
  distribution: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/metrics/distribution',
        summary: 'How sessions are spread over models, repositories, weekdays, hours, latency, tokens or cost',
        tag,
      },
    })
    .input(DistributionQuery)
    .output(Distribution)
    .query(({ ctx, input }) => getDistribution(ctx, input)),
  costs: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/coding/costs',
        summary: 'What sessions took and cost, by model, repository or day',
        tag,
      },
    })
    .input(CostsQuery)
    .output(Costs)
    .query(({ ctx, input }) => getCosts(ctx, input)),
  reconcile: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/reconcile',
        summary: 'Holds an invoice’s lines against what we take the same sessions to cost',
        tag,
        errors: ['unauthorized', 'forbidden'],
      },
    })
    .input(ReconcileInput)
    .output(Reconciliation)
    .mutation(({ ctx, input }) => reconcileInvoice(ctx, input)),
  ingest: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/ingest',
        summary: 'Takes in a file of sessions, pull requests or commits; the same one sent again adds nothing',
        tag,
        form: IngestOptions,
        files: {
          file: 'JSON lines of a LiteLLM proxy, OTLP spans, GitHub’s JSON, a table of events, chat or pull requests, or an old SQLite cache',
        },
        status: 201,
        errors: ['unauthorized', 'forbidden', 'too_large', 'unsupported_media'],
      },
    })
    .input(tableForm(IngestOptions))
    .output(IngestReceipt)
    .mutation(({ ctx, input: { file, options } }) => ingestFile(ctx, file, options)),
  ingests: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/coding/ingests',
        summary: 'What was taken in, the newest first',
        tag,
        errors: ['unauthorized', 'forbidden'],
      },
    })
    .input(IngestsQuery)
    .output(IngestPage)
    .query(({ ctx, input }) => listIngests(ctx, input)),
  takeBack: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'DELETE',
        path: '/api/coding/ingests/{id}',
        summary: 'Takes back what was taken in at one time: its sessions, and what they were added to',
        tag,
        status: 204,
        errors: ['unauthorized', 'forbidden', 'not_found'],
      },
    })
    .input(z.object({ id: z.string() }))
    .output(z.null())
    .mutation(({ ctx, input }) => takeBack(ctx, input.id)),
  fetchGithub: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/github',
        summary: 'Fetches a repository’s pull requests and commits from GitHub: what has changed since the last time',
        tag,
        status: 201,
        errors: ['unauthorized', 'forbidden', 'not_found', 'conflict', 'upstream', 'unavailable'],
      },
    })
    .input(GithubInput)
    .output(IngestReceipt)
    .mutation(({ ctx, input }) => fetchGithub(ctx, input)),
  fetchLitellm: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/litellm',
        summary: 'Fetches the calls that a LiteLLM proxy keeps (LITELLM_PROXY_URL), day by day; again adds nothing',
        tag,
        status: 201,
        errors: ['unauthorized', 'forbidden', 'not_found', 'conflict', 'upstream', 'unavailable'],
      },
    })
    .input(LitellmInput)
    .output(IngestReceipt)
    .mutation(({ ctx, input }) => fetchLitellm(ctx, input)),
  takeSpans: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/v1/traces',
        summary: 'OpenTelemetry’s OTLP over HTTP as JSON: the calls of models among the spans are taken in',
        tag,
        errors: ['unauthorized', 'forbidden'],
      },
    })
    .input(OtlpTraces)
    .output(OtlpAnswer)
    .mutation(({ ctx, input }) => takeSpans(ctx, input)),
  me: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/coding/me',
        summary: 'Whose sessions one sees, and which developers one is',
        tag,
      },
    })
    .output(CodingSight)
    .query(({ ctx }) => getSight(ctx)),
  sessions: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/sessions',
        summary: 'Sessions of coding assistants that one may see, a page of them',
        tag,
        errors: ['unauthorized'],
      },
    })
    .input(SessionsQuery)
    .output(SessionPage)
    .query(({ ctx, input }) => listSessions(ctx, input)),
  session: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/sessions/{id}',
        summary: 'A session, and the pull requests and commits that followed it',
        tag,
        errors: ['unauthorized', 'not_found'],
      },
    })
    .input(z.object({ id: z.string().min(1).max(400) }))
    .output(SessionDetail)
    .query(({ ctx, input }) => getSession(ctx, input.id)),
  profile: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/profile',
        summary: 'What one developer did with his assistants',
        tag,
        errors: ['unauthorized', 'not_found'],
      },
    })
    .input(ProfileQuery)
    .output(Profile)
    .query(({ ctx, input }) => getProfile(ctx, input)),
  watchSessions: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/sessions/events',
        summary:
          'Sessions as they arrive, of whom one may see (server-sent events); `/ws/sessions` is the same as a socket',
        tag,
        errors: ['unauthorized', 'too_many'],
      },
    })
    .input(z.object({ lastEventId: z.string().max(64).nullish() }))
    .output(z.custom<AsyncIterable<TrackedEnvelope<CodingSession>>>())
    .subscription(({ ctx, input, signal }) => watchSessions(ctx, { lastEventId: input.lastEventId, signal })),
  watchMetrics: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/metrics/events',
        summary: 'The nine figures every five seconds (server-sent events); `/ws/metrics` is the same as a socket',
        tag,
        errors: ['too_many'],
      },
    })
    .input(MetricsQuery)
    .output(z.custom<AsyncIterable<Metrics>>())
    .subscription(({ ctx, input, signal }) => watchMetrics(ctx, input, { signal })),
  ticket: procedure
    .meta({
      access: 'account',
      scope: 'read',
      rest: {
        method: 'POST',
        path: '/api/stream-tickets',
        summary: 'A ticket with which a browser opens a socket: for one time and half a minute',
        tag,
      },
    })
    .output(StreamTicket)
    .mutation(({ ctx }) => giveTicket(ctx)),
  policy: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/coding/policy', summary: 'The models that are meant to be used', tag },
    })
    .output(Policy)
    .query(({ ctx }) => readPolicy(ctx.services.database.sql)),
  setPolicy: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/policy',
        summary: 'Says which models are meant to be used',
        tag,
        errors: ['unauthorized', 'forbidden'],
      },
    })
    .input(PolicyInput)
    .output(Policy)
    .mutation(({ ctx, input }) => setPolicy(ctx, input)),
  setDeveloper: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/coding/developers',
        summary: 'Says whose account a developer’s sessions are',
        tag,
        status: 204,
        errors: ['unauthorized', 'forbidden'],
      },
    })
    .input(DeveloperInput)
    .output(z.null())
    .mutation(({ ctx, input }) => setDeveloper(ctx, input)),
})
