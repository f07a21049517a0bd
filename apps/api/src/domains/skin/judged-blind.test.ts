import { MeasureOutput } from '@vouch/contracts/measure'
import { OutcomesMade } from '@vouch/contracts/outcome'
import { NextOutput, OfferOutput, Review } from '@vouch/contracts/review'
import { SkinCallPage, SkinEvidence, SkinPredictOutput, StoredSkinReceipt } from '@vouch/contracts/domains/skin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send } from '../../testing/accounts.ts'
import { pictureForm, RED, squarePicture } from '../../testing/lesion-pictures.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

/** Columns and words that tell what a red picture is called. */
const TELLING = /MALIGNANT|melanoma|0\.9\d+/

describe('a picture that a dermatologist is to judge first', () => {
  let server: TestServer
  let doctor: Send
  let owner: Send
  let id: string
  beforeAll(async () => {
    server = await startTestServer({ pictures: true })
    const client = accountClient(server)
    const [member, expert, admin] = [
      await client.member(),
      await client.withRole('expert', 'skin'),
      await client.withRole('admin'),
    ]
    owner = client.as(member.tokens)
    doctor = client.as(expert.tokens)
    const policy = { domain: 'skin', blind_share: 1, double_share: 0 }
    expect((await client.as(admin.tokens)('PATCH', '/api/reviews/policy', policy)).status).toBe(200)
    const answer = await fetch(`${server.url}/api/skin/predict`, {
      method: 'POST',
      body: pictureForm(await squarePicture(RED), { store: 'true', skin_tone: 'II', lesion_location: 'back' }),
      headers: { authorization: `Bearer ${member.tokens.access_token}` },
    })
    id = SkinPredictOutput.parse(await answer.json()).prediction_id ?? ''
    const offered = OfferOutput.parse(await (await owner('POST', '/api/reviews/offer', { prediction_id: id })).json())
    expect(offered.offered).toBe(1)
    const next = NextOutput.parse(await (await doctor('POST', '/api/reviews/next', { domain: 'skin' })).json())
    expect(next.items).toMatchObject([{ prediction_id: id, blind: true, call: null }])
  }, 120_000)
  afterAll(() => server.end())

  it('is shown with what was said of it, and no route tells what it was called or where the network looked', async () => {
    const evidence = SkinEvidence.parse(await (await doctor('GET', `/api/skin/predictions/${id}/calls/0`)).json())
    expect(evidence).toMatchObject({ blind: true, call: null, evidence: [] })
    expect(evidence.values.map(({ words }) => words)).toEqual(['II', 'back', 'not said', 'not said'])
    const picture = await doctor('GET', `/api/skin/predictions/${id}/picture`)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    const explained = await doctor('POST', '/api/skin/explain', { prediction_id: id })
    expect(explained.status).toBe(409)
    for (const answer of [explained, await doctor('POST', '/api/skin/explain', { prediction_id: id, target: 'nv' })])
      expect(await answer.clone().text()).not.toMatch(TELLING)
  })

  it('is judged in the field’s own words, and then its call and its map may be seen', async () => {
    const said = {
      prediction_id: id,
      row: 0,
      verdict: 'correct',
      label: 'MALIGNANT',
      reasons: ['diagnosis_mel', 'atypical_network'],
    }
    const review = Review.parse(await (await doctor('POST', '/api/reviews', said)).json())
    expect(review).toMatchObject({ shown: 'nothing', said: 'MALIGNANT', call: { label: 'MALIGNANT' } })
    expect((await doctor('POST', '/api/skin/explain', { prediction_id: id })).status).toBe(200)
    const outcome = {
      outcomes: [
        {
          prediction_id: id,
          row: 0,
          label: 'MALIGNANT',
          source: 'biopsy',
          detail: 'melanoma',
          observed_on: '2026-01-02',
        },
      ],
    }
    const made = OutcomesMade.parse(await (await doctor('POST', '/api/outcomes', outcome)).json())
    expect(made.outcomes).toMatchObject([{ domain: 'skin', label: 'MALIGNANT', source: 'biopsy' }])
    const measured = MeasureOutput.parse(await (await doctor('GET', '/api/measures?domain=skin')).json())
    expect(JSON.stringify(measured)).toContain('skin type I or II')
  })

  it('tells its owner, who has nothing to judge, all of it', async () => {
    const page = SkinCallPage.parse(await (await owner('GET', `/api/predictions/${id}/calls`)).json())
    expect(page.predictions[0]?.classes[0]?.code).toBe('mel')
    const receipt = StoredSkinReceipt.parse(await (await owner('GET', `/api/predictions/${id}`)).json())
    expect(receipt).toMatchObject({ blind: false, summary: { predicted_malignant: 1 } })
  })
})

describe('an export of a picture that is to be judged blind', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ pictures: true })
  }, 120_000)
  afterAll(() => server.end())

  it('has neither its call nor the probabilities of its classes, in any format', async () => {
    const client = accountClient(server)
    const admin = await client.withRole('admin')
    const send = client.as(admin.tokens)
    await send('PATCH', '/api/reviews/policy', { domain: 'skin', blind_share: 1, double_share: 0 })
    const member = await client.member()
    const answer = await fetch(`${server.url}/api/skin/predict`, {
      method: 'POST',
      body: pictureForm(await squarePicture(RED), { store: 'true' }),
      headers: { authorization: `Bearer ${member.tokens.access_token}` },
    })
    const { prediction_id: id, predictions } = SkinPredictOutput.parse(await answer.json())
    const whole = await client.as(member.tokens)('GET', `/api/predictions/${id}/download?format=csv`)
    expect(await whole.text()).toContain(String(predictions[0]?.probability))
    await client.as(member.tokens)('POST', '/api/reviews/offer', { prediction_id: id })
    expect((await send('POST', '/api/reviews/next', { domain: 'skin' })).status).toBe(200)
    for (const format of ['csv', 'ndjson', 'parquet']) {
      const file = await send('GET', `/api/predictions/${id}/download?format=${format}`)
      expect(file.status).toBe(200)
      const text = Buffer.from(await file.arrayBuffer()).toString('latin1')
      expect(text).not.toContain('MALIGNANT')
      for (const { probability } of predictions) {
        expect(text).not.toContain(String(probability))
        const bytes = Buffer.alloc(8)
        bytes.writeDoubleLE(probability)
        expect(text.includes(bytes.toString('latin1'))).toBe(false)
      }
    }
  })
})
