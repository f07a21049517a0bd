import {
  AdjudicationInput,
  DisagreementPage,
  DisagreementQuery,
  DomainQuery,
  GiveBackInput,
  GivenBack,
  NextInput,
  NextOutput,
  OfferInput,
  OfferOutput,
  QueueState,
  Review,
  ReviewInput,
  ReviewPage,
  ReviewPolicy,
  ReviewPolicyUpdate,
  ReviewQuery,
  ReviewRef,
} from '@vouch/contracts/review'
import { REVIEWING } from '../domains/reviewing.ts'
import { type Context, procedure, router } from '../trpc.ts'
import { addReview } from './add-review.ts'
import { countItems } from './item-store.ts'
import { checkExpert, giveBack, leaseItems } from './lease-items.ts'
import { getReview, pageDisagreements, pageReviews } from './list-reviews.ts'
import { offerCalls } from './offer-calls.ts'
import { wordsOf } from './open-judged.ts'
import { readPolicy, updatePolicy } from './policy.ts'

const tag = 'reviews'
const JUDGE_ERRORS = ['not_found', 'forbidden', 'conflict'] as const

export const reviewRouter = router({
  create: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/reviews',
        summary: 'Judge a call, or correct what one said of it: an event that is never changed',
        tag,
        status: 201,
        errors: JUDGE_ERRORS,
      },
    })
    .input(ReviewInput)
    .output(Review)
    .mutation(({ ctx, input }) => addReview(ctx, 'review', input)),
  list: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'GET',
        path: '/api/reviews',
        summary: 'Reviews that one may read, the newest first: none of a call that one is to judge blind',
        tag,
      },
    })
    .input(ReviewQuery)
    .output(ReviewPage)
    .query(({ ctx, input }) => pageReviews(ctx, input)),
  get: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: { method: 'GET', path: '/api/reviews/{id}', summary: 'One review', tag, errors: ['not_found'] },
    })
    .input(ReviewRef)
    .output(Review)
    .query(({ ctx, input }) => getReview(ctx, input.id)),
  offer: procedure
    .meta({
      access: 'account',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/reviews/offer',
        summary: 'Put calls of a prediction of one’s own before the experts of its domain',
        tag,
        errors: JUDGE_ERRORS,
      },
    })
    .input(OfferInput)
    .output(OfferOutput)
    .mutation(({ ctx, input }) => offerCalls(ctx, input)),
  next: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/reviews/next',
        summary: 'Take calls from the queue to judge; some are given without what they were called',
        tag,
        errors: ['forbidden'],
      },
    })
    .input(NextInput)
    .output(NextOutput)
    .mutation(({ ctx, input }) => leaseItems(ctx, input)),
  giveBack: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/reviews/give-back',
        summary: 'Give back a call that one has in hand',
        tag,
        errors: ['not_found'],
      },
    })
    .input(GiveBackInput)
    .output(GivenBack)
    .mutation(({ ctx, input }) => giveBack(ctx, input.item_id)),
  queue: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'GET',
        path: '/api/reviews/queue',
        summary: 'How a domain’s queue stands, and in which words its calls are judged',
        tag,
        errors: ['forbidden'],
      },
    })
    .input(DomainQuery)
    .output(QueueState)
    .query(({ ctx, input }) => describeQueue(ctx, input)),
  disagreements: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'GET',
        path: '/api/reviews/disagreements',
        summary: 'Calls that other experts judged differently, the newest first',
        tag,
        errors: ['forbidden'],
      },
    })
    .input(DisagreementQuery)
    .output(DisagreementPage)
    .query(({ ctx, input }) => pageDisagreements(ctx, input)),
  adjudicate: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'POST',
        path: '/api/reviews/adjudicate',
        summary: 'Have the last word on a call that other experts judged differently',
        tag,
        status: 201,
        errors: JUDGE_ERRORS,
      },
    })
    .input(AdjudicationInput)
    .output(Review)
    .mutation(({ ctx, input }) => addReview(ctx, 'adjudication', input)),
  policy: procedure
    .meta({
      access: 'expert',
      scope: 'review',
      rest: {
        method: 'GET',
        path: '/api/reviews/policy',
        summary: 'How a domain’s queue is filled and given out',
        tag,
      },
    })
    .input(DomainQuery)
    .output(ReviewPolicy)
    .query(({ ctx, input }) => readPolicy(ctx.services.database.sql, input.domain)),
  updatePolicy: procedure
    .meta({
      access: 'admin',
      rest: {
        method: 'PATCH',
        path: '/api/reviews/policy',
        summary: 'Change how a domain’s queue is filled and given out from now on',
        tag,
      },
    })
    .input(ReviewPolicyUpdate)
    .output(ReviewPolicy)
    .mutation(({ ctx, input }) => updatePolicy(ctx, input)),
})

async function describeQueue({ services, caller }: Context, { domain }: DomainQuery): Promise<QueueState> {
  checkExpert(caller, domain)
  const { count, leased } = await countItems(services.database.sql, domain)
  return {
    domain,
    labels: [...wordsOf(domain).labels],
    reasons: Object.entries(REVIEWING[domain].reasons).map(([code, words]) => ({ code, words })),
    waiting: count('open'),
    leased,
    to_adjudicate: count('disputed'),
    settled: count('settled'),
    slices: {
      random: count('open', 'random'),
      uncertain: count('open', 'uncertain'),
      disagreement: count('open', 'disagreement'),
      diverse: count('open', 'diverse'),
      asked: count('open', 'asked'),
    },
  }
}
