import { CallPage } from '@vouch/contracts/domains/exoplanet'
import { OutcomePage, OutcomesMade } from '@vouch/contracts/outcome'
import { DisagreementPage, QueueState, Review, ReviewPage } from '@vouch/contracts/review'
import { createRandom } from '@vouch/core/random'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveGrant } from '../account/store.ts'
import type { Sql } from '../db/client.ts'
import { audit } from '../db/schema/audit.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'
import { prediction } from '../db/schema/predictions.ts'
import { outcome, review, reviewItem, reviewLease } from '../db/schema/reviews.ts'
import { newId } from '../id.ts'
import { type Person, judges } from '../testing/judges.ts'
import { PASSWORD } from '../testing/accounts.ts'
import { readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from '../testing/test-database.ts'

describe.each(['pglite', 'postgresql'] as const)('reviews (%s)', (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('on an empty database', () => {
    let place: TestPlace
    let server: TestServer
    let of: ReturnType<typeof judges>
    let [owner, anna, bert, carl, admin]: Person[] = []
    beforeAll(async () => {
      place = await makeTestPlace(kind)
      const { DATABASE_URL } = place.settings
      const models = [{ id: 'koi' }, { id: 'other', inputs: ['impact', 'log_period'] }]
      server = await startTestServer({ models, environment: DATABASE_URL === undefined ? {} : { DATABASE_URL } })
      of = judges(server)
      ;[owner, anna, bert, carl, admin] = [
        await of.expert(),
        await of.expert(),
        await of.expert(),
        await of.expert(),
        await of.admin(),
      ]
      await of.setPolicy(known(admin), { blind_share: 0, double_share: 0 })
    }, 120_000)
    afterAll(async () => {
      await server.end()
      await place.remove()
    })
    const people = () => ({
      owner: known(owner),
      anna: known(anna),
      bert: known(bert),
      carl: known(carl),
      admin: known(admin),
    })
    const db = () => server.services.database.sql
    const emptyQueue = () => db().delete(reviewItem)
    const events = () => db().select().from(review).orderBy(review.id)

    it('hold the call, and what it was judged by, and go on in a line of corrections', async () => {
      const { owner } = people()
      const { prediction_id, predictions, model_version } = await of.predict(owner)
      const [call] = predictions
      const first = await of.judge(owner, {
        prediction_id,
        row: 0,
        verdict: 'reject',
        reasons: ['v_shaped'],
        note: 'a\u0000b',
        confidence: 0.7,
        seconds: 12.5,
      })
      expect(first).toMatchObject({
        domain: 'exoplanet',
        kind: 'review',
        expert: owner.id,
        said: call?.prediction === 'PLANET' ? 'FALSE POSITIVE' : 'PLANET',
        reasons: ['v_shaped'],
        note: 'a\ufffdb',
        confidence: 0.7,
        seconds: 12.5,
        shown: 'call',
        slice: null,
        model: 'koi',
        model_version,
        call: { label: call?.prediction, probability: call?.probability, abstained: false },
        corrects: null,
        corrected_by: null,
      })
      const twice = await readProblem(await owner.send('POST', '/api/reviews', { prediction_id, verdict: 'accept' }))
      expect(twice).toMatchObject({ code: 'conflict', detail: expect.stringContaining(first.review_id) })
      expect(await owner.send('GET', `/api/predictions/${prediction_id}/calls/0`)).toHaveProperty('status', 200)
      const correct = { prediction_id, verdict: 'accept', corrects: first.review_id }
      const [one, two] = await Promise.all([1, 2].map(() => owner.send('POST', '/api/reviews', correct)))
      expect(new Set([one?.status, two?.status])).toEqual(new Set([201, 409]))
      const made = Review.parse(await (one?.status === 201 ? one : two)?.json())
      expect(made).toMatchObject({ corrects: first.review_id, shown: 'reasons', said: call?.prediction })
      const old = Review.parse(await (await owner.send('GET', `/api/reviews/${first.review_id}`)).json())
      expect(old).toEqual({ ...first, corrected_by: made.review_id })
      const list = async (query: string) =>
        ReviewPage.parse(await (await owner.send('GET', `/api/reviews?prediction_id=${prediction_id}${query}`)).json())
      expect((await list('')).reviews).toEqual([made])
      expect((await list('&standing=false&expert=me')).reviews).toEqual([made, old])
      const paged = await list('&standing=false&limit=1')
      expect((await list(`&standing=false&limit=1&cursor=${paged.next_cursor}`)).reviews).toEqual([old])
      const [stored] = await db().select().from(review).where(eq(review.id, first.review_id))
      expect(stored).toMatchObject({ threshold: 0.5, subject: expect.stringMatching(/-K0$/) })
    })

    it('are changed and deleted by nobody, whatever statement is sent', async () => {
      await expect(db().update(review).set({ note: 'other' })).rejects.toThrow()
      await expect(db().delete(review)).rejects.toThrow()
      await expect(db().execute(sql`truncate vouch.review cascade`)).rejects.toThrow()
      await expect(db().delete(outcome)).resolves.toBeDefined()
    })

    it('need a call that is the expert’s to judge, and say no more to others than of what is not there', async () => {
      const { owner, anna, admin } = people()
      const { prediction_id } = await of.predict(owner)
      const member = await of.member()
      const own = await of.predict(member)
      const ask = async (by: Person, body: object) => readProblem(await by.send('POST', '/api/reviews', body))
      const none = await ask(anna, { prediction_id: `prd_${'0'.repeat(26)}`, verdict: 'accept' })
      expect(await ask(anna, { prediction_id, verdict: 'accept' })).toMatchObject({
        code: none.code,
        detail: none.detail,
      })
      expect(await ask(member, { prediction_id: own.prediction_id, verdict: 'accept' })).toMatchObject({
        code: 'forbidden',
      })
      expect(await ask(admin, { prediction_id, verdict: 'accept' })).toMatchObject({ code: 'conflict' })
      expect(await ask(owner, { prediction_id, row: 99, verdict: 'accept' })).toMatchObject({ code: 'not_found' })
      expect(await ask(owner, { prediction_id, verdict: 'reject' })).toMatchObject({ errors: [{ field: 'reasons' }] })
      const nobodys = await fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: [{ koi_period: 3, koi_depth: 100 }] }),
      })
      const { prediction_id: nobody } = Object(await nobodys.json())
      expect(await ask(anna, { prediction_id: nobody, verdict: 'accept' })).toMatchObject({ code: 'conflict' })
      expect((await owner.send('POST', '/api/reviews/offer', { prediction_id: nobody })).status).toBe(409)
    })

    it('of the queue: two who ask at once get different calls, and each call is served as often as it is wanted', async () => {
      await emptyQueue()
      const { owner, anna, bert, carl, admin } = people()
      const { prediction_id } = await of.predict(owner, 40)
      const offered = await of.offer(owner, prediction_id, { count: 20 })
      expect(offered).toMatchObject({ offered: 20, slices: { random: 4, uncertain: 8, diverse: 8 }, present: 0 })
      const asked = await Promise.all([anna, bert, carl, anna, bert, carl].map((who) => of.next(who, 5)))
      const held = await db().select().from(reviewLease)
      expect(held).toHaveLength(15)
      expect(new Set(held.map(({ itemId }) => itemId)).size).toBe(15)
      // every slice in turn
      expect(new Set(asked.flatMap(({ items }) => items.map(({ slice }) => slice)))).toEqual(
        new Set(['random', 'uncertain', 'diverse']),
      )
      expect((await of.next(anna, 20)).items).toHaveLength(10)
      const [mine] = (await of.next(bert)).items
      const back = { item_id: mine?.item_id }
      expect((await carl.send('POST', '/api/reviews/give-back', back)).status).toBe(404)
      expect((await bert.send('POST', '/api/reviews/give-back', back)).status).toBe(200)
      expect((await bert.send('POST', '/api/reviews/give-back', back)).status).toBe(404)
      // what he gave back comes last, to him
      const again = await of.next(bert, 20)
      expect(again.items).toHaveLength(5)
      expect((await of.next(carl, 6)).items.map(({ item_id: id }) => id)).not.toContain(again.items[0]?.item_id)
      const state = QueueState.parse(await (await anna.send('GET', '/api/reviews/queue?domain=exoplanet')).json())
      expect(state).toMatchObject({ waiting: 20, leased: 20, settled: 0, to_adjudicate: 0 })
      // a lease that is over counts for nothing, unless nobody else took the call
      await db()
        .update(reviewLease)
        .set({ expiresAt: sql`now() - interval '1 minute'` })
        .where(eq(reviewLease.accountId, anna.id))
      const [late, taken] = await db().select().from(reviewLease).where(eq(reviewLease.accountId, anna.id))
      const placeOf = async (id = '') => (await db().select().from(reviewItem).where(eq(reviewItem.id, id)))[0]
      const [lateItem, takenItem] = [await placeOf(late?.itemId), await placeOf(taken?.itemId)]
      const said = await of.judge(anna, { prediction_id, row: lateItem?.row, verdict: 'accept' })
      expect(said).toMatchObject({ slice: lateItem?.slice, shown: 'call' })
      expect((await of.next(admin, 20)).items.map(({ item_id: id }) => id)).toContain(taken?.itemId)
      const gone = await anna.send('POST', '/api/reviews', { prediction_id, row: takenItem?.row, verdict: 'accept' })
      expect(gone.status).toBe(409)
      expect(await placeOf(late?.itemId)).toMatchObject({ state: 'settled' })
      // again: the same rows stand there, and others come
      expect(await of.offer(owner, prediction_id, { count: 40 })).toMatchObject({ offered: 20, present: 20 })
      const random = await db().select().from(reviewItem).where(eq(reviewItem.slice, 'random'))
      expect(new Set(random.map(({ inclusion }) => inclusion))).toEqual(new Set([random.length / 40]))
    })

    it('are asked for where another model calls the same table otherwise, and for no other table', async () => {
      await emptyQueue()
      const { owner } = people()
      const [first, second, elsewhere] = [
        await of.predict(owner, 40, { tag: `both-${kind}` }),
        await of.predict(owner, 40, { tag: `both-${kind}`, model: 'other' }),
        await of.predict(owner, 40, { model: 'other' }),
      ]
      const differing = first.predictions.flatMap(({ row, prediction }, i) =>
        second.predictions[i]?.prediction === prediction ? [] : [row],
      )
      expect(differing.length).toBeGreaterThan(0)
      const against = second.prediction_id
      const made = await of.offer(owner, first.prediction_id, { count: 15, against })
      expect(made).toMatchObject({ offered: 15, slices: { random: 3, disagreement: 4 } })
      const items = await db().select().from(reviewItem).where(eq(reviewItem.slice, 'disagreement'))
      for (const { row } of items) expect(differing).toContain(row)
      for (const other of [elsewhere.prediction_id, first.prediction_id]) {
        const body = { prediction_id: first.prediction_id, against: other }
        const refused = await readProblem(await owner.send('POST', '/api/reviews/offer', body))
        expect(refused).toMatchObject({ code: 'invalid', errors: [{ field: 'against' }] })
      }
    })

    it('that differ are settled by another expert', async () => {
      await emptyQueue()
      const { owner, anna, bert, carl, admin } = people()
      await of.setPolicy(admin, { double_share: 1 })
      const { prediction_id } = await of.predict(owner)
      await of.offer(owner, prediction_id, { rows: [2] })
      const call = { prediction_id, row: 2 }
      for (const who of [anna, bert]) expect((await of.next(who)).items).toHaveLength(1)
      expect((await of.next(carl)).items).toHaveLength(0)
      await of.judge(anna, { ...call, verdict: 'accept' })
      const early = await carl.send('POST', '/api/reviews/adjudicate', { ...call, verdict: 'accept' })
      expect(early.status).toBe(404)
      const second = await of.judge(bert, { ...call, verdict: 'reject', note: 'no' })
      const disputed = async (who: Person) =>
        DisagreementPage.parse(await (await who.send('GET', '/api/reviews/disagreements?domain=exoplanet')).json())
      expect((await disputed(anna)).items).toEqual([])
      const [item] = (await disputed(carl)).items
      expect(item).toMatchObject({ prediction_id, row: 2, blind: false, reviews: [{ expert: anna.id }, second] })
      const own = await anna.send('POST', '/api/reviews/adjudicate', { ...call, verdict: 'accept' })
      expect((await readProblem(own)).code).toBe('conflict')
      // one of them has not seen the call, and so names a label
      const word = { ...call, verdict: 'correct', label: second.said }
      const both = await Promise.all([carl, admin].map((who) => who.send('POST', '/api/reviews/adjudicate', word)))
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]))
      expect((await disputed(carl)).items).toEqual([])
      const [settled] = await db().select().from(reviewItem)
      expect(settled).toMatchObject({ state: 'settled', wanted: 2 })
      await of.setPolicy(admin, { double_share: 0 })
    })

    it('of a patient are for who treats them: nobody else is given one, or told that it is there', async () => {
      await emptyQueue()
      const { owner, anna, bert, carl, admin } = people()
      const { prediction_id } = await of.predict(owner)
      const [patientId, doctorId] = [newId('pat'), newId('doc')]
      await db().insert(patient).values({ id: patientId, createdBy: anna.id })
      await db().insert(doctor).values({ id: doctorId, accountId: anna.id })
      await db().insert(care).values({ doctorId, patientId, createdBy: anna.id })
      // both are doctors, and one of them treats the patient
      for (const { id: accountId } of [anna, bert]) {
        await giveGrant(db(), { accountId, domain: 'heart', role: 'expert', by: null })
        server.services.accounts.callers.forget(accountId)
      }
      await db().update(prediction).set({ patientId, accountId: null }).where(eq(prediction.id, prediction_id))
      expect((await bert.send('POST', '/api/reviews/offer', { prediction_id, rows: [0] })).status).toBe(404)
      await of.offer(anna, prediction_id, { rows: [0, 1] })
      for (const who of [bert, carl, admin]) expect((await of.next(who)).items).toEqual([])
      expect((await of.next(anna)).items).toMatchObject([{ prediction_id, row: 0 }])
      for (const [who, status] of [
        [bert, 404],
        [owner, 404],
        [admin, 409],
      ] as const)
        expect((await who.send('POST', '/api/reviews', { prediction_id, verdict: 'accept' })).status).toBe(status)
      // she need not have it in hand, and has been shown nothing of row 3
      const said = await of.judge(anna, { prediction_id, row: 3, verdict: 'correct', label: 'PLANET' })
      expect(said.shown).toBe('nothing')
      expect((await bert.send('GET', `/api/reviews/${said.review_id}`)).status).toBe(404)
      expect((await admin.send('GET', `/api/reviews/${said.review_id}`)).status).toBe(200)
      const before = await countReads(db(), patientId)
      expect((await anna.send('GET', `/api/predictions/${prediction_id}`)).status).toBe(200)
      expect((await bert.send('GET', `/api/predictions/${prediction_id}`)).status).toBe(404)
      expect(await countReads(db(), patientId)).toBe(before + 1)
      const [event] = (await events()).filter(({ id }) => id === said.review_id)
      expect(event?.subject).toBe(patientId)
    })

    it('are given blind to nobody while a page with their call is on its way to him', async () => {
      const { owner, admin } = people()
      await of.setPolicy(admin, { blind_share: 1 })
      for (let round = 0; round < 12; round++) {
        const { prediction_id } = await of.predict(owner)
        await of.offer(owner, prediction_id, { rows: [0] })
        const [page, next] = await Promise.all([
          admin.send('GET', `/api/predictions/${prediction_id}/calls`),
          of.next(admin, 20),
        ])
        const item = next.items.find((one) => one.prediction_id === prediction_id)
        const saw = CallPage.parse(await page.json()).predictions.some(({ row }) => row === 0)
        expect({ blind: item?.blind, saw }).toEqual({ blind: !saw, saw })
      }
      await of.setPolicy(admin, { blind_share: 0 })
    })

    it('stay byte for byte, whatever is done after them', async () => {
      await emptyQueue()
      const { owner, anna, bert, carl } = people()
      const experts = [owner, anna, bert, carl]
      const random = createRandom('every sequence')
      const pick = <Item>(items: readonly Item[]) => (items.length === 0 ? undefined : items[random.int(items.length)])
      const submissions = [(await of.predict(owner)).prediction_id]
      await of.offer(owner, submissions[0] ?? '', { rows: [0, 1, 2, 3] })
      let before = await events()
      for (let step = 0; step < 150; step++) {
        const who = pick(experts) ?? owner
        const call = { prediction_id: pick(submissions), row: random.int(4) }
        const said = pick([{ verdict: 'accept' }, { verdict: 'unsure' }, { verdict: 'reject', note: `${step}` }])
        const earlier = pick(before.filter(({ accountId }) => accountId === who.id))
        const line = { prediction_id: earlier?.predictionId, row: earlier?.row, corrects: earlier?.id }
        const acts: (() => Promise<unknown>)[] = [
          () => of.next(who, 2),
          () => who.send('POST', '/api/reviews', { ...call, ...said }),
          () => who.send('POST', '/api/reviews', { ...call, ...said, corrects: pick(before)?.id }),
          () => who.send('POST', '/api/reviews', { ...line, ...said }),
          () => who.send('POST', '/api/reviews/adjudicate', { ...call, ...said }),
          async () => {
            const [item] = (await of.next(who)).items
            return who.send('POST', '/api/reviews/give-back', { item_id: item?.item_id })
          },
          async () => {
            if (random.uniform() > 0.2) return
            await owner.send('DELETE', `/api/predictions/${submissions[0]}`)
            submissions[0] = (await of.predict(owner)).prediction_id
            await of.offer(owner, submissions[0], { rows: [0, 1, 2, 3] })
          },
        ]
        await pick(acts)?.()
        const after = await events()
        expect(after.slice(0, before.length)).toEqual(before)
        before = after
      }
      expect(before.length).toBeGreaterThan(10)
      expect(before.some(({ corrects }) => corrects !== null)).toBe(true)
    })

    it('outlive their expert’s account, whose calls in hand go back', async () => {
      await emptyQueue()
      const { owner } = people()
      const leaving = await of.expert()
      const { prediction_id } = await of.predict(owner)
      await of.offer(owner, prediction_id, { rows: [0, 1] })
      const [first] = (await of.next(leaving, 2)).items
      const said = await of.judge(leaving, { prediction_id, row: first?.row, verdict: 'accept' })
      expect((await leaving.send('DELETE', '/api/account', { password: PASSWORD })).status).toBeLessThan(300)
      expect(await db().select().from(reviewLease).where(eq(reviewLease.accountId, leaving.id))).toEqual([])
      const kept = Review.parse(await (await owner.send('GET', `/api/reviews/${said.review_id}`)).json())
      expect(kept).toEqual(said)
      await owner.send('DELETE', `/api/predictions/${prediction_id}`)
      expect((await events()).map(({ id }) => id)).toContain(said.review_id)
    })

    it('and outcomes are apart: what became of a call has a source and a day, and is corrected by another', async () => {
      const { owner, anna } = people()
      const { prediction_id } = await of.predict(owner)
      const told = { prediction_id, row: 1, label: 'PLANET', source: 'archive', observed_on: '2026-01-02' }
      const send = (by: Person, ...outcomes: object[]) => by.send('POST', '/api/outcomes', { outcomes })
      const made = OutcomesMade.parse(await (await send(owner, told, { ...told, row: 0 })).json()).outcomes
      expect(made.map(({ row }) => row)).toEqual([1, 0])
      const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
      const refusals = await Promise.all(
        [told, { ...told, row: 2, observed_on: tomorrow }, { ...told, row: 2, label: 'STAR' }].map((one) =>
          send(owner, { ...told, row: 3 }, one).then(readProblem),
        ),
      )
      expect(refusals.map(({ code }) => code)).toEqual(['conflict', 'invalid', 'invalid'])
      expect(refusals[1]?.errors?.[0]?.field).toBe('outcomes.1.observed_on')
      expect((await send(anna, told)).status).toBe(404)
      const corrects = made[0]?.outcome_id
      const both = await Promise.all([1, 2].map(() => send(owner, { ...told, label: 'FALSE POSITIVE', corrects })))
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]))
      const list = async (by: Person) =>
        OutcomePage.parse(await (await by.send('GET', `/api/outcomes?prediction_id=${prediction_id}`)).json()).outcomes
      expect((await list(owner)).map(({ row, label }) => [row, label])).toEqual([
        [1, 'FALSE POSITIVE'],
        [0, 'PLANET'],
      ])
      expect(await list(anna)).toEqual([])
      await expect(db().update(outcome).set({ label: 'x' })).rejects.toThrow()
    })
  })
})

/** How often a patient's calls were read, as the audit has it. */
async function countReads(db: Sql, patientId: string): Promise<number> {
  const found = await db
    .select({ number: audit.number })
    .from(audit)
    .where(and(eq(audit.action, 'patient.read'), eq(audit.subject, patientId)))
  return found.length
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('It is there once the tests have begun.')
  return value
}
