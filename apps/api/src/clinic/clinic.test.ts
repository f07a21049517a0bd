import {
  AccuracyVsFeedback,
  ClinicPredictOutput,
  DataQuality,
  DoctorFeedback,
  DoctorFeedbackPage,
  DoctorPerformance,
  FeedbackStats,
  ModelComparison,
  PendingReviews,
  RecommendationPage,
  Trends,
} from '@vouch/contracts/clinic'
import { and, eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { audit } from '../db/schema/audit.ts'
import { review } from '../db/schema/reviews.ts'
import type { Send } from '../testing/accounts.ts'
import { ANNA, clinicOf, json } from '../testing/clinic.ts'
import { forEachServer } from '../testing/for-each-server.ts'
import { readProblem } from '../testing/requests.ts'

const ILL = {
  age: 64,
  sex: 1,
  cp: 4,
  trestbps: 140,
  chol: 260,
  thalach: 112,
  exang: 1,
  oldpeak: 2.6,
  slope: 2,
  ca: 2,
  thal: 7,
}

forEachServer('the clinic', { shipped: ['heart/heart-risk'] }, (open) => {
  let clinic: ReturnType<typeof clinicOf>
  let admin: Send
  beforeAll(async () => {
    clinic = clinicOf(open())
    admin = (await clinic.admin()).send
    await setBlind(0)
  })

  const database = () => open().services.database.sql
  const aDoctor = () => clinic.doctor()
  const aPatient = (doctor: { send: Send }) => clinic.patient(doctor, { ...ANNA, health_features: ILL })
  const withAccount = (doctor: { send: Send }) => clinic.withAccount(doctor, { ...ANNA, health_features: ILL })
  const predict = async (send: Send, body: object) =>
    ClinicPredictOutput.parse(await json(send('POST', '/api/ml/predict', body)))
  const feedback = async (send: Send, body: object) =>
    DoctorFeedback.parse(await json(send('POST', '/api/feedback/doctor_feedback', body)))
  const setBlind = (share: number) =>
    json(admin('PATCH', '/api/reviews/policy', { domain: 'heart', blind_share: share }))

  it('calls a patient from the newest record, with reasons that add up to what was said', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    const made = await predict(doctor.send, { patient_id: patient.id })
    expect(made).toMatchObject({ ai_prediction: 'DISEASE', status: 'pending', blind: false, patient_id: patient.id })
    expect(made.features_used).toMatchObject({ cp: 4, chol: 260 })
    expect(made.notice).toContain('Not a medical device')
    expect(made.reasoning).toMatch(/^For disease: .*asymptomatic/)
    expect(made.contributions?.map(({ name }) => name)).toContain('cp')
    const listed = RecommendationPage.parse(
      await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
    )
    expect(listed.recommendations).toHaveLength(1)
    expect(listed.recommendations[0]).toMatchObject({
      recommendation_id: made.recommendation_id,
      probability: made.probability,
      reasoning: made.reasoning,
      contributions: made.contributions,
    })
  })

  it('keeps nothing of a call that is not to be saved, and refuses a patient of whom nothing is known', async () => {
    const doctor = await aDoctor()
    const patient = await clinic.patient(doctor, { name: 'Nobody Measured' })
    const refused = await readProblem(await doctor.send('POST', '/api/ml/predict', { patient_id: patient.id }))
    expect(refused.errors?.[0]?.field).toBe('features')
    const made = await predict(doctor.send, { patient_id: patient.id, features: ILL, save_to_db: false })
    expect(made.recommendation_id).toBeNull()
    // and is in the audit all the same: what is known of them was read
    const entries = await database().select().from(audit).where(eq(audit.subject, patient.id))
    expect(entries.map(({ action }) => action)).toContain('patient.predict')
    const listed = RecommendationPage.parse(
      await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
    )
    expect(listed.recommendations).toEqual([])
  })

  it('lets a doctor approve a call, and correct that later without losing what was said first', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    const { recommendation_id } = await predict(doctor.send, { patient_id: patient.id })
    const pending = PendingReviews.parse(await json(doctor.send('GET', '/api/feedback/pending_reviews')))
    expect(pending).toMatchObject({ total: 1, pending_reviews: [{ recommendation_id, patient_name: 'Anna Test' }] })

    const first = await feedback(doctor.send, {
      recommendation_id,
      doctor_feedback: 'approved',
      doctor_notes: 'agrees with the stress test',
      confidence_score: 0.9,
      review_time_seconds: 42,
    })
    expect(first).toMatchObject({ doctor_feedback: 'approved', shown: 'reasons', patient_id: patient.id, blind: false })
    const second = await feedback(doctor.send, { recommendation_id, doctor_feedback: 'rejected' })
    expect(second).toMatchObject({ doctor_feedback: 'rejected', correction: null })
    const events = await database()
      .select()
      .from(review)
      .where(eq(review.predictionId, recommendation_id ?? ''))
    expect(events.map(({ id, verdict, corrects, said }) => ({ id, verdict, corrects, said }))).toEqual([
      { id: first.feedback_id, verdict: 'accept', corrects: null, said: 'DISEASE' },
      { id: second.feedback_id, verdict: 'reject', corrects: first.feedback_id, said: 'NO DISEASE' },
    ])
    const own = DoctorFeedbackPage.parse(await json(doctor.send('GET', '/api/feedback/doctor_feedback')))
    expect(own.feedback.map(({ feedback_id }) => feedback_id)).toEqual([second.feedback_id])
    const stats = FeedbackStats.parse(await json(doctor.send('GET', '/api/feedback/feedback_stats')))
    expect(stats).toMatchObject({
      total_feedback: 1,
      rejected: 1,
      approved: 0,
      pending: 0,
      agreement: { value: 0, n: 1 },
    })
    const listed = RecommendationPage.parse(
      await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
    )
    expect(listed.recommendations[0]?.status).toBe('rejected')
  })

  it('takes the same word sent twice for one, and refuses a page that nobody gave', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    const { recommendation_id } = await predict(doctor.send, { patient_id: patient.id })
    const word = { recommendation_id, doctor_feedback: 'rejected', confidence_score: 0.9 }
    const [first, second] = [await feedback(doctor.send, word), await feedback(doctor.send, word)]
    expect(second).toEqual(first)
    const other = await feedback(doctor.send, { ...word, confidence_score: 0.8 })
    expect(other.feedback_id).not.toBe(first.feedback_id)
    expect((await doctor.send('GET', '/api/feedback/doctor_feedback?cursor=abc')).status).toBe(422)
  })

  it('takes what the hospitals’ files write for what was not measured, and no record of nothing', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    const features = { age: 63, sex: 1, cp: 4, chol: 0, thal: '?', trestbps: '?' }
    const made = await predict(doctor.send, { patient_id: patient.id, features, coding: 'uci' })
    expect(made.features_used).toMatchObject({ age: 63, chol: null, thal: null, trestbps: null })
    const add = async (record: object) =>
      (await doctor.send('POST', `/api/patients/${patient.id}/health-data`, record)).status
    expect(await add({ features, coding: 'uci' })).toBe(201)
    expect(await add({ features: { age: '?', chol: null } })).toBe(422)
    expect(await add({ features, measured_at: '1800-01-01T00:00:00Z' })).toBe(422)
  })

  it('calls agreement agreement: accuracy is null until an outcome is known', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    const { recommendation_id } = await predict(doctor.send, { patient_id: patient.id })
    await feedback(doctor.send, { recommendation_id, doctor_feedback: 'approved' })
    const look = async () =>
      AccuracyVsFeedback.parse(await json(doctor.send('GET', '/api/analytics/accuracy_vs_feedback?days_back=7')))
    const of = ({ accuracy, agreement, skill }: AccuracyVsFeedback) =>
      [accuracy, agreement, skill].map((figures) => figures.find(({ split }) => split === 'judged'))
    const before = await look()
    expect(before).toMatchObject({ calls: 1, reviewed: 1, with_outcome: 0 })
    expect(of(before)).toMatchObject([
      { metric: 'accuracy', value: null, interval: null, n: 0 },
      { metric: 'agreement', value: 1, n: 1 },
      { metric: 'skill', value: null, n: 0 },
    ])
    const outcome = {
      prediction_id: recommendation_id,
      row: 0,
      label: 'NO DISEASE',
      source: 'diagnosis',
      observed_on: new Date().toISOString().slice(0, 10),
    }
    await json(doctor.send('POST', '/api/outcomes', { outcomes: [outcome] }))
    expect(of(await look())).toMatchObject([
      { metric: 'accuracy', value: 0, n: 1 },
      { metric: 'agreement', value: 1, n: 1 },
      { metric: 'skill', value: 0, n: 1 },
    ])
    const models = ModelComparison.parse(await json(doctor.send('GET', '/api/analytics/model_comparison')))
    expect(models.models).toMatchObject([{ model: 'heart-risk', calls: 1, agreement: { value: 1 } }])
    const performed = DoctorPerformance.parse(await json(doctor.send('GET', '/api/analytics/doctor_performance')))
    expect(performed.doctors).toMatchObject([{ doctor: doctor.id, reviews: 1, skill: { value: 0, n: 1 } }])
    const trend = Trends.parse(await json(doctor.send('GET', '/api/analytics/trends?days_back=2')))
    expect(trend.trends.reduce((sum, { calls }) => sum + calls, 0)).toBe(1)
    const quality = DataQuality.parse(await json(doctor.send('GET', '/api/analytics/data_quality')))
    expect(quality.patients).toBe(1)
    expect(quality.attributes.find(({ name }) => name === 'fbs')?.missing).toMatchObject({ value: 1, n: 1 })
  })

  it('hides a call that a doctor judges blind on every route of the clinic, until the verdict is in', async () => {
    await setBlind(1)
    try {
      const doctor = await aDoctor()
      const { send, patient } = await withAccount(doctor)
      const made = await predict(send, { patient_id: patient.id })
      const hidden = {
        ai_prediction: null,
        probability: null,
        call: null,
        blind: true,
        reasoning: null,
        contributions: null,
      }
      const pending = PendingReviews.parse(await json(doctor.send('GET', '/api/feedback/pending_reviews')))
      expect(pending.pending_reviews).toMatchObject([{ recommendation_id: made.recommendation_id, ...hidden }])
      const listed = RecommendationPage.parse(
        await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
      )
      expect(listed.recommendations).toMatchObject([hidden])
      // the patient sees what was called of them
      const own = RecommendationPage.parse(await json(send('GET', `/api/patients/${patient.id}/recommendations`)))
      expect(own.recommendations).toMatchObject([{ ai_prediction: 'DISEASE', blind: false }])

      const blindly = { recommendation_id: made.recommendation_id, doctor_feedback: 'approved' }
      const refused = await doctor.send('POST', '/api/feedback/doctor_feedback', blindly)
      const words = await readProblem(refused)
      expect(words.status).toBe(422)
      expect(JSON.stringify(words)).not.toContain('DISEASE')
      // what is known of it in the end may be noted, and no figure tells by it what was called; nor does another call
      const observed_on = new Date().toISOString().slice(0, 10)
      const found = {
        prediction_id: made.recommendation_id,
        row: 0,
        label: 'DISEASE',
        source: 'diagnosis',
        observed_on,
      }
      await json(doctor.send('POST', '/api/outcomes', { outcomes: [found] }))
      const withOutcome = async (of: Send, path: string) => {
        const measured: unknown = await json(of('GET', path))
        return z
          .object({ with_outcome: z.int() })
          .or(z.object({ counts: z.object({ with_outcome: z.int() }) }))
          .parse(measured)
      }
      const looks = ['/api/measures?domain=heart', '/api/analytics/accuracy_vs_feedback?days_back=7'] as const
      expect(await withOutcome(doctor.send, looks[0])).toEqual({ counts: { with_outcome: 0 } })
      expect(await withOutcome(doctor.send, looks[1])).toEqual({ with_outcome: 0 })
      const again = { patient_id: patient.id, features: made.features_used, coding: 'uci', save_to_db: false }
      expect((await doctor.send('POST', '/api/ml/predict', again)).status).toBe(409)
      const said = await feedback(doctor.send, { ...blindly, doctor_feedback: 'rejected', correction: 'DISEASE' })
      expect(await withOutcome(doctor.send, looks[0])).toEqual({ counts: { with_outcome: 1 } })
      expect(await withOutcome(doctor.send, looks[1])).toEqual({ with_outcome: 1 })
      // a doctor who does not treat the patient is told nothing of them by figures
      expect(await withOutcome((await aDoctor()).send, looks[0])).toEqual({ counts: { with_outcome: 0 } })
      // saying more afterwards does not make it seen before
      await feedback(doctor.send, { ...blindly, doctor_notes: 'and the scan agrees' })
      const performed = DoctorPerformance.parse(await json(doctor.send('GET', '/api/analytics/doctor_performance')))
      expect(performed.doctors).toMatchObject([{ reviews: 1, blind_reviews: 1 }])
      // who names the label that was called has approved it, without having known
      expect(said).toMatchObject({
        doctor_feedback: 'approved',
        blind: true,
        shown: 'nothing',
        ai_prediction: 'DISEASE',
      })
      const after = RecommendationPage.parse(
        await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
      )
      expect(after.recommendations).toMatchObject([{ ai_prediction: 'DISEASE', blind: false, status: 'approved' }])
    } finally {
      await setBlind(0)
    }
  })

  it('is judged blind by chance whichever page a doctor opens first', async () => {
    await setBlind(1)
    try {
      const doctor = await aDoctor()
      const { send, patient } = await withAccount(doctor)
      await predict(send, { patient_id: patient.id })
      const listed = RecommendationPage.parse(
        await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`)),
      )
      expect(listed.recommendations).toMatchObject([{ blind: true, ai_prediction: null }])
    } finally {
      await setBlind(0)
    }
  })

  it('never gives a call blind to who has seen it', async () => {
    const doctor = await aDoctor()
    const { send, patient } = await withAccount(doctor)
    await predict(send, { patient_id: patient.id })
    await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`))
    await setBlind(1)
    try {
      const pending = PendingReviews.parse(await json(doctor.send('GET', '/api/feedback/pending_reviews')))
      expect(pending.pending_reviews).toMatchObject([{ blind: false, ai_prediction: 'DISEASE' }])
    } finally {
      await setBlind(0)
    }
  })

  it('shows a patient and their calls to nobody who does not treat them', async () => {
    const [mine, other] = [await aDoctor(), await aDoctor()]
    const patient = await aPatient(mine)
    const { recommendation_id } = await predict(mine.send, { patient_id: patient.id })
    const member = (await clinic.member()).send
    for (const send of [other.send, member]) {
      expect((await send('GET', `/api/patients/${patient.id}/recommendations`)).status).toBe(404)
      expect((await send('POST', '/api/ml/predict', { patient_id: patient.id })).status).toBe(404)
      expect((await send('GET', `/api/predictions/${recommendation_id}`)).status).toBe(404)
      expect((await send('GET', `/api/predictions/${recommendation_id}/calls`)).status).toBe(404)
      expect((await send('GET', `/api/predictions/${recommendation_id}/download`)).status).toBe(404)
    }
    const body = { recommendation_id, doctor_feedback: 'approved' }
    expect((await other.send('POST', '/api/feedback/doctor_feedback', body)).status).toBe(404)
    expect((await member('POST', '/api/feedback/doctor_feedback', body)).status).toBe(403)
    expect((await fetch(`${open().url}/api/predictions/${recommendation_id}`)).status).toBe(404)
    const pending = PendingReviews.parse(await json(other.send('GET', '/api/feedback/pending_reviews')))
    expect(pending.total).toBe(0)
    const stats = FeedbackStats.parse(await json(other.send('GET', '/api/feedback/feedback_stats')))
    expect(stats.total_feedback).toBe(0)
    for (const path of ['accuracy_vs_feedback', 'trends', 'doctor_performance', 'model_comparison', 'data_quality'])
      expect((await member('GET', `/api/analytics/${path}`)).status).toBe(403)
  })

  it('has every call and every read of one in the audit', async () => {
    const doctor = await aDoctor()
    const patient = await aPatient(doctor)
    await predict(doctor.send, { patient_id: patient.id })
    await json(doctor.send('GET', `/api/patients/${patient.id}/recommendations`))
    const entries = await database()
      .select()
      .from(audit)
      .where(and(eq(audit.actor, doctor.id), eq(audit.subject, patient.id)))
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['patient.create', 'patient.predict', 'patient.read']),
    )
  })
})
