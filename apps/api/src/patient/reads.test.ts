import { randomBytes } from 'node:crypto'
import { ClinicPredictOutput, DoctorFeedback } from '@vouch/contracts/clinic'
import { OutcomesMade } from '@vouch/contracts/outcome'
import type { Patient } from '@vouch/contracts/patient'
import { NextOutput } from '@vouch/contracts/review'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PROCEDURE_ROLES, type ProcedurePath, ROUTE_ROLES } from '../account/role-matrix.ts'
import { audit } from '../db/schema/audit.ts'
import { reviewItem } from '../db/schema/reviews.ts'
import { listProcedures } from '../rest/list-procedures.ts'
import { appRouter } from '../router.ts'
import { ofCoding } from '../testing/of-coding.ts'
import type { Send } from '../testing/accounts.ts'
import { clinicOf, json, type TestDoctor } from '../testing/clinic.ts'
import type { Person } from '../testing/judges.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

/** A patient, and what was called, said and found of them. */
interface Known {
  readonly patient: Patient
  /** a call on which the doctor's verdict and an outcome are known */
  readonly judged: string
  readonly review: string
  readonly outcome: string
  /** one on which nobody has said anything */
  readonly open: string
}

type Input = Readonly<Record<string, unknown>>
/** Who has nothing to do with the patient; the doctor treated them once. */
const OTHERS = ['otherDoctor', 'otherPatient', 'astronomer', 'anonymous'] as const
type Statuses = Readonly<Record<(typeof OTHERS)[number], number>>

interface Walk {
  ask(known: Known, made: Input): Input
  /** what has to be there before; given to `ask` */
  prepare?(known: Known): Promise<Input>
  /** who asks; the doctor, unless it says otherwise */
  readonly by?: 'admin'
  /** what stands in the audit of the patient; null: nothing of them is told */
  readonly leaves: `${string}.${string}` | null
  readonly status?: number
  readonly others: Statuses
}
type Entry = Walk | string

const HIDDEN: Statuses = { otherDoctor: 404, otherPatient: 404, astronomer: 404, anonymous: 401 }
/** For whoever has the id of what is nobody's. */
const HIDDEN_FROM_ALL: Statuses = { ...HIDDEN, anonymous: 404 }
const FOR_EXPERTS: Statuses = { ...HIDDEN, otherPatient: 403 }
const FOR_DOCTORS: Statuses = { ...FOR_EXPERTS, astronomer: 403 }
/** Lists of one's own, in which nothing of the patient stands. */
const LIST: Statuses = { otherDoctor: 200, otherPatient: 200, astronomer: 200, anonymous: 401 }
const EXPERTS_LIST: Statuses = { ...LIST, otherPatient: 403 }
const DOCTORS_LIST: Statuses = { ...EXPERTS_LIST, astronomer: 403 }
const OWN_PROFILE: Statuses = { otherDoctor: 403, otherPatient: 403, astronomer: 403, anonymous: 401 }

const READ = 'patient.read'
const ONE = 'gives what its sender has just sent, and nothing that is kept'
const TABLES = 'is about tables, and no patients'
const TRAINING = 'is about models that were trained, and no patients'
const ACCOUNTS = 'is about accounts'
const HEALTH = 'is about the program'
const CODING = 'is of coding sessions, and of no patient'
const JOBS = 'a patient’s call is made without a job'
const QUEUE = 'has words and counts of a whole domain'
const BEGINS = 'begins a record, or ties one to who has its code'
const DOCTORS = 'is about doctors'
const LABELS = 'takes calls of many patients: from-patients.test.ts has that each is in the audit'

const calls = (id: (known: Known) => string): Walk => ({
  ask: (known) => ({ id: id(known) }),
  leaves: READ,
  others: HIDDEN_FROM_ALL,
})
const ofPatient = (leaves: Walk['leaves'], more: Input = {}): Walk => ({
  ask: ({ patient }) => ({ id: patient.id, ...more }),
  leaves,
  others: HIDDEN,
})
const figures: Walk = { ask: () => ({}), leaves: null, others: DOCTORS_LIST }
const judged = calls((known) => known.judged)
const one: Walk = { ...judged, ask: (known) => ({ id: known.judged, row: 0 }) }
const another: Pick<Walk, 'leaves' | 'status'> = { leaves: READ, status: 404 }

/** Two doctors more, who judge the open call differently. */
async function dispute({ patient, open }: Known): Promise<Input> {
  for (const [i, correction] of ['DISEASE', 'NO DISEASE'].entries()) {
    const more = colleagues[i]
    await json(doctor.send('POST', `/api/patients/${patient.id}/doctors`, { doctor_id: more?.profile.id }))
    const said = { recommendation_id: open, doctor_feedback: 'rejected', correction }
    await json(more?.send('POST', '/api/feedback/doctor_feedback', said))
  }
  return {}
}

async function take(): Promise<Input> {
  const { items } = NextOutput.parse(await json(doctor.send('POST', '/api/reviews/next', { domain: 'heart' })))
  return { item_id: items[0]?.item_id }
}

/** One that is missing does not compile: whoever adds an operation says what of a patient it gives, and to whom. */
const WALKS: Readonly<Record<ProcedurePath | keyof typeof ROUTE_ROLES, Entry>> = {
  'exoplanet.predict': ONE,
  'exoplanet.predictTable': ONE,
  'exoplanet.predictCatalogue': ONE,
  'exoplanet.sample': TABLES,
  'exoplanet.catalogue': TABLES,
  'exoplanet.fetchCatalogue': TABLES,
  'exoplanet.calls': { ...judged, ...another },
  'exoplanet.evidence': { ...one, ...another },
  'lightCurve.sample': TABLES,
  'lightCurve.predict': ONE,
  'lightCurve.search': ONE,
  'lightCurve.candidate': { ...one, ...another },
  'lightCurve.explain': { ...one, ...another, ask: (known) => ({ prediction_id: known.judged, row: 0 }) },
  'lightCurve.inject': ONE,
  'lightCurve.injections': 'is about stars, and no patients',
  'heart.predict': ONE,
  'heart.predictTable': ONE,
  'heart.sample': TABLES,
  'heart.calls': judged,
  'heart.evidence': one,
  'skin.predict': ONE,
  'skin.sample': 'is a drawing',
  'skin.calls': { ...judged, ...another },
  'skin.evidence': { ...one, ...another },
  'skin.explain': { ...one, ...another, ask: (known) => ({ prediction_id: known.judged, row: 0 }) },
  'other.calls': { ...judged, ...another },
  'other.evidence': { ...one, ...another },
  'prediction.get': judged,
  'prediction.calls': judged,
  'prediction.evidence': one,
  'prediction.explain': {
    ask: (known) => ({ call: { prediction_id: known.judged, row: 0 } }),
    leaves: READ,
    others: HIDDEN_FROM_ALL,
  },
  'prediction.list': { ask: () => ({}), leaves: null, others: LIST },
  'prediction.delete': { ...judged, by: 'admin', others: HIDDEN },
  'review.create': {
    ask: ({ open }) => ({ prediction_id: open, row: 0, verdict: 'accept' }),
    leaves: READ,
    status: 201,
    others: FOR_EXPERTS,
  },
  'review.list': { ask: (known) => ({ prediction_id: known.judged }), leaves: READ, others: EXPERTS_LIST },
  'review.get': { ask: ({ review }) => ({ id: review }), leaves: READ, others: FOR_EXPERTS },
  'review.offer': { ask: (known) => ({ prediction_id: known.judged }), leaves: READ, others: HIDDEN },
  'review.next': { ask: () => ({ domain: 'heart', count: 20 }), leaves: READ, others: DOCTORS_LIST },
  'review.giveBack': { ask: (_, { item_id }) => ({ item_id }), prepare: take, leaves: null, others: FOR_EXPERTS },
  'review.queue': QUEUE,
  'review.disagreements': {
    ask: () => ({ domain: 'heart' }),
    prepare: dispute,
    leaves: READ,
    others: DOCTORS_LIST,
  },
  'review.adjudicate': {
    ask: ({ open }) => ({ prediction_id: open, row: 0, verdict: 'accept' }),
    prepare: dispute,
    leaves: READ,
    status: 201,
    others: FOR_EXPERTS,
  },
  'review.policy': QUEUE,
  'review.updatePolicy': QUEUE,
  'outcome.create': {
    ask: ({ open }) => ({
      outcomes: [{ prediction_id: open, row: 0, label: 'DISEASE', source: 'diagnosis', observed_on: '2026-01-01' }],
    }),
    leaves: READ,
    status: 201,
    others: FOR_EXPERTS,
  },
  'outcome.fromTable': {
    ask: ({ open }) => ({ prediction_ids: [open], dataset_id: 'kepler_koi' }),
    // a patient's call has no name to be found by
    leaves: null,
    status: 422,
    others: FOR_EXPERTS,
  },
  'outcome.list': { ask: (known) => ({ prediction_id: known.judged }), leaves: READ, others: EXPERTS_LIST },
  'job.list': JOBS,
  'job.get': JOBS,
  'job.cancel': JOBS,
  'job.watch': JOBS,
  'dataset.list': TABLES,
  'dataset.upload': TABLES,
  'dataset.fromReviews': LABELS,
  'dataset.get': TABLES,
  'dataset.audit': TABLES,
  'dataset.fetch': TABLES,
  'dataset.delete': TABLES,
  'model.import': TRAINING,
  'model.imported': TRAINING,
  'model.delete': TRAINING,
  'model.measure': TRAINING,
  'model.measurements': TRAINING,
  'model.list': TRAINING,
  'model.get': TRAINING,
  'model.metrics': TRAINING,
  'model.importance': TRAINING,
  'model.promote': TRAINING,
  'model.rollBack': TRAINING,
  'model.promotions': TRAINING,
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
  'measure.get': QUEUE,
  ...ofCoding(CODING),
  'patient.create': BEGINS,
  'patient.list': { ask: () => ({}), leaves: READ, others: LIST },
  'patient.get': ofPatient(READ),
  'patient.update': ofPatient('patient.update', { age: 50 }),
  'patient.delete': { ...ofPatient('patient.delete'), by: 'admin' },
  'patient.addRecord': { ...ofPatient('record.create', { features: { age: 60 } }), status: 201 },
  'patient.records': ofPatient(READ),
  'patient.giveCare': {
    ask: ({ patient }) => ({ id: patient.id, doctor_id: doctor.profile.id }),
    leaves: 'patient.give',
    others: HIDDEN,
  },
  'patient.endCare': {
    ask: ({ patient }) => ({ id: patient.id, doctor_id: doctor.profile.id }),
    leaves: 'patient.take',
    status: 204,
    others: HIDDEN,
  },
  'patient.invite': { ...ofPatient('patient.invite'), status: 201 },
  'patient.claim': BEGINS,
  'clinic.predict': { ask: ({ patient }) => ({ patient_id: patient.id }), leaves: 'patient.predict', others: HIDDEN },
  'clinic.train': LABELS,
  'clinic.retrain': LABELS,
  'clinic.modelState': QUEUE,
  'clinic.recommendations': ofPatient(READ),
  'clinic.giveFeedback': {
    ask: ({ open }) => ({ recommendation_id: open, doctor_feedback: 'approved' }),
    leaves: READ,
    others: FOR_DOCTORS,
  },
  'clinic.feedback': { ask: () => ({}), leaves: READ, others: DOCTORS_LIST },
  'clinic.pending': { ask: () => ({}), leaves: READ, others: DOCTORS_LIST },
  'clinic.feedbackStats': figures,
  'clinic.accuracyVsFeedback': figures,
  'clinic.trends': figures,
  'clinic.doctorPerformance': figures,
  'clinic.modelComparison': figures,
  'clinic.dataQuality': figures,
  'doctor.create': DOCTORS,
  'doctor.list': DOCTORS,
  'doctor.get': { ask: () => ({ id: doctor.profile.id }), leaves: null, others: LIST },
  'doctor.update': {
    ask: () => ({ id: doctor.profile.id, name: 'Dr. Renamed' }),
    leaves: null,
    others: OWN_PROFILE,
  },
  'doctor.patients': { ask: () => ({ id: doctor.profile.id }), leaves: READ, others: OWN_PROFILE },
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
  'audit.list': 'is the audit itself, and notes who reads it',
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
  'GET /api/skin/sample.png': 'is a drawing',
  'GET /api/skin/predictions/{id}/picture': { ...judged, ...another },
  'GET /api/predictions/{id}/download': judged,
  'GET /api/download/{id}': TRAINING,
}

/** Where ids of patients, of doctors and of what was called or said are asked for. */
const ROOMS =
  /^\/api\/(feedback|reviews|outcomes|patients|doctors|ml|analytics|predictions|(heart|exoplanet)\/predictions|explain-prediction)/

let doctor: TestDoctor
let colleagues: readonly TestDoctor[]

describe('what is of a patient', { timeout: 60_000 }, () => {
  let server: TestServer
  let people: ReturnType<typeof clinicOf>
  let admin: Person
  let otherDoctor: TestDoctor
  let otherPatient: Person
  let astronomer: Person
  beforeAll(async () => {
    server = await startTestServer({ shipped: ['heart/heart-risk'] })
    people = clinicOf(server)
    doctor = await people.doctor()
    colleagues = [await people.doctor(), await people.doctor()]
    admin = await people.admin()
    otherDoctor = await people.doctor('Dr. Other')
    otherPatient = await people.withAccount(otherDoctor)
    astronomer = await people.expert('exoplanet')
    await json(admin.send('PATCH', '/api/reviews/policy', { domain: 'heart', blind_share: 0, double_share: 0 }))
  }, 120_000)
  afterAll(() => server.end())

  const procedures = listProcedures(appRouter)
  const ofPath = new Map(procedures.map((procedure) => [procedure.path, procedure]))
  const walks = Object.entries(WALKS).flatMap(([name, walk]) =>
    typeof walk === 'string' ? [] : [[name, walk] as const],
  )

  const begin = async (): Promise<Known> => {
    // calls of those before are not waited for
    await server.services.database.sql.delete(reviewItem)
    const health_features = { age: 64, sex: 1, cp: 4, chol: 260, thalach: 112, oldpeak: 2.6, ca: 2, thal: 7 }
    const name = `Anna ${randomBytes(8).toString('hex')}`
    const patient = await people.patient(doctor, { name, health_features })
    const care = { doctor_id: otherDoctor.profile.id }
    await json(doctor.send('POST', `/api/patients/${patient.id}/doctors`, care))
    await json(otherDoctor.send('DELETE', `/api/patients/${patient.id}/doctors/${care.doctor_id}`))
    const predict = async () => {
      const made = await json(doctor.send('POST', '/api/ml/predict', { patient_id: patient.id }))
      return ClinicPredictOutput.parse(made).recommendation_id ?? ''
    }
    const [judged, open] = [await predict(), await predict()]
    const verdict = { recommendation_id: judged, doctor_feedback: 'approved' }
    const said = DoctorFeedback.parse(await json(doctor.send('POST', '/api/feedback/doctor_feedback', verdict)))
    const outcomes = [
      { prediction_id: judged, row: 0, label: 'DISEASE', source: 'diagnosis', observed_on: '2026-01-01' },
    ]
    const found = OutcomesMade.parse(await json(doctor.send('POST', '/api/outcomes', { outcomes })))
    const outcome = found.outcomes[0]?.outcome_id ?? ''
    return { patient, judged, open, review: said.feedback_id, outcome }
  }
  /** Over REST, and where nothing is changed by it over tRPC too. */
  const ask = async (send: Send, name: string, input: Input): Promise<Response[]> => {
    const procedure = ofPath.get(name)
    const [method = 'GET', place = ''] = procedure ? [procedure.rest.method, procedure.rest.path] : name.split(' ')
    const path = place.replaceAll(/\{(\w+)\}/g, (_, field: string) => String(input[field]))
    const texts = Object.entries(input).flatMap(([field, value]): [string, string][] =>
      place.includes(`{${field}}`) ? [] : [[field, String(value)]],
    )
    const over = procedure?.type === 'query' ? `?input=${encodeURIComponent(JSON.stringify(input))}` : null
    const rest =
      method === 'GET'
        ? await send(method, `${path}?${new URLSearchParams(texts).toString()}`)
        : await send(method, path, input)
    return over === null ? [rest] : [rest, await send('GET', `/trpc/${name}${over}`)]
  }
  /** What an answer says, without the place that was asked for. */
  const told = async (answer: Response) =>
    (await answer.text()).replaceAll(/"(instance|request_id|path)":"[^"]*",?/g, '')
  const secretsOf = ({ patient, judged, open, review, outcome }: Known) =>
    new RegExp([patient.id, patient.name, judged, open, review, outcome].join('|'))
  const entriesOf = (patientId: string, requestId: string) =>
    server.services.database.sql
      .select({ action: audit.action, actor: audit.actor, outcome: audit.outcome })
      .from(audit)
      .where(and(eq(audit.subject, patientId), eq(audit.requestId, requestId)))

  it('is said of every operation that there is, by the operation itself wherever it asks for an id', () => {
    const all = [...Object.keys(PROCEDURE_ROLES), ...Object.keys(ROUTE_ROLES)]
    expect(Object.keys(WALKS).toSorted()).toEqual(all.toSorted())
    const withIds = procedures.filter(({ rest, input }) => {
      const schema = input ? JSON.stringify(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })) : ''
      return ROOMS.test(rest.path) && /"(id|\w+_id)":/.test(schema)
    })
    expect(withIds.length).toBeGreaterThan(25)
    const entries: Readonly<Record<string, Entry>> = WALKS
    expect(withIds.filter(({ path }) => typeof entries[path] === 'string')).toEqual([])
  })

  it.each(walks)(
    'is given by %s to nobody who has nothing to do with them, and stands in the audit once where it is given',
    async (name, walk) => {
      const known = await begin()
      const input = walk.ask(known, (await walk.prepare?.(known)) ?? {})
      const secrets = secretsOf(known)
      const others = { otherDoctor, otherPatient, astronomer, anonymous: people.stranger() }
      for (const who of OTHERS)
        for (const answer of await ask(others[who].send, name, input)) {
          const text = await told(answer)
          expect({ who, status: answer.status, text }).toMatchObject({ who, status: walk.others[who] })
          expect(text).not.toMatch(secrets)
          expect(await entriesOf(known.patient.id, answer.headers.get('x-request-id') ?? '')).toEqual([])
        }
      const person = { admin, doctor }[walk.by ?? 'doctor']
      for (const answer of await ask(person.send, name, input)) {
        const text = await told(answer)
        expect({ status: answer.status, text }).toMatchObject({ status: walk.status ?? 200 })
        const entries = await entriesOf(known.patient.id, answer.headers.get('x-request-id') ?? '')
        if (walk.leaves === null) expect(text).not.toMatch(secrets)
        else
          expect(entries.filter(({ action }) => action === walk.leaves)).toEqual([
            { action: walk.leaves, actor: person.id, outcome: 'done' },
          ])
      }
    },
  )
})
