import type { AppRouter } from '../router.ts'

/** Who asks. The `member` is the one whose things are asked for; `disabled` and `expired` were members. */
export const ASKERS = ['anonymous', 'member', 'other', 'expert', 'admin', 'disabled', 'expired'] as const
export type Asker = (typeof ASKERS)[number]

/**
 * How he is answered: `passes` is anything that is about the request itself; 401, 403; or 404 with the body of what does
 * not exist.
 */
export type Answer = 'passes' | 'unauthorized' | 'forbidden' | 'hidden'
export type Row = Readonly<Record<Asker, Answer>>

const gone = { disabled: 'unauthorized', expired: 'unauthorized' } as const
const everyone = {
  anonymous: 'passes',
  member: 'passes',
  other: 'passes',
  expert: 'passes',
  admin: 'passes',
} as const

/** Whatever token comes along is not looked at. */
const open: Row = { ...everyone, disabled: 'passes', expired: 'passes' }
/** Where `AUTH` is optional; where it is required, `account` holds. */
const anyone: Row = { ...everyone, ...gone }
const account: Row = { ...everyone, anonymous: 'unauthorized', ...gone }
const expert: Row = { ...account, member: 'forbidden', other: 'forbidden' }
/** Doctors of the clinic, of whom none of these is one, and admins. */
const doctors: Row = { ...account, member: 'forbidden', other: 'forbidden', expert: 'forbidden' }
/** Of the field of coding, which none of the experts here is. */
const coding: Row = { ...account, member: 'forbidden', other: 'forbidden', expert: 'forbidden' }
const admin: Row = { ...account, member: 'forbidden', other: 'forbidden', expert: 'forbidden' }
/** What belongs to the member, and could be nobody's: then whoever has its id may have it. */
const owned: Row = { ...anyone, anonymous: 'hidden', other: 'hidden', expert: 'hidden' }
const ownedByAccount: Row = { ...account, other: 'hidden', expert: 'hidden' }
/** Of a developer whom nobody here is: admins and experts of coding see all. */
const developer: Row = { ...account, member: 'hidden', other: 'hidden', expert: 'hidden' }
/** Not even an admin has to do with it. */
const ownedAlone: Row = { ...ownedByAccount, admin: 'hidden' }

/** Not even an expert, unless it is his. */
const judged: Row = { ...expert, expert: 'hidden' }
/** What only he has that took it. */
const inHand: Row = { ...judged, admin: 'hidden' }

/** `account.key.list` for every procedure there is. */
type PathOf<Record> = {
  [Name in keyof Record & string]: Record[Name] extends { readonly _def: unknown }
    ? Name
    : `${Name}.${PathOf<Record[Name]>}`
}[keyof Record & string]
export type ProcedurePath = PathOf<AppRouter['_def']['record']>

/** Every procedure, over tRPC and REST alike. One that is missing does not compile. */
export const PROCEDURE_ROLES = {
  'exoplanet.predict': anyone,
  'exoplanet.predictTable': anyone,
  'exoplanet.predictCatalogue': anyone,
  'exoplanet.sample': anyone,
  'exoplanet.catalogue': anyone,
  'exoplanet.fetchCatalogue': anyone,
  'exoplanet.calls': owned,
  'exoplanet.evidence': owned,
  'lightCurve.sample': anyone,
  'lightCurve.predict': anyone,
  'lightCurve.search': anyone,
  'lightCurve.candidate': owned,
  'lightCurve.explain': owned,
  'lightCurve.inject': anyone,
  'lightCurve.injections': owned,
  'heart.predict': anyone,
  'heart.predictTable': anyone,
  'heart.sample': anyone,
  'heart.calls': owned,
  'heart.evidence': owned,
  'skin.predict': anyone,
  'skin.sample': anyone,
  'skin.calls': owned,
  'skin.evidence': owned,
  'skin.explain': owned,
  'other.calls': owned,
  'other.evidence': owned,
  'prediction.get': owned,
  'prediction.calls': owned,
  'prediction.evidence': owned,
  'prediction.explain': owned,
  'prediction.list': account,
  'prediction.delete': ownedByAccount,
  'review.create': judged,
  'review.list': expert,
  'review.get': judged,
  'review.offer': ownedByAccount,
  'review.next': expert,
  'review.giveBack': inHand,
  'review.queue': expert,
  'review.disagreements': expert,
  'review.adjudicate': judged,
  'review.policy': expert,
  'review.updatePolicy': admin,
  'outcome.create': judged,
  'outcome.fromTable': judged,
  'outcome.list': expert,
  'job.list': account,
  'job.get': owned,
  'job.cancel': owned,
  'job.watch': owned,
  'dataset.list': anyone,
  'dataset.upload': anyone,
  'dataset.fromReviews': expert,
  'dataset.get': owned,
  'dataset.audit': owned,
  'dataset.fetch': anyone,
  'dataset.delete': ownedByAccount,
  'model.import': account,
  'model.imported': account,
  'model.delete': ownedByAccount,
  'model.measure': ownedByAccount,
  'model.measurements': ownedByAccount,
  'training.checkConfig': anyone,
  'training.start': anyone,
  'training.progress': owned,
  'training.get': owned,
  'training.watch': owned,
  'training.cancel': owned,
  'training.stop': owned,
  'training.list': account,
  'training.cleanUp': account,
  'training.models': account,
  'training.calls': owned,
  'training.reproduce': owned,
  'training.leaderboard': account,
  'training.compare': owned,
  'training.delete': ownedByAccount,
  'training.explain': owned,
  'training.visualize': owned,
  'model.list': anyone,
  'model.get': anyone,
  'model.metrics': anyone,
  'model.importance': anyone,
  'model.promote': expert,
  'model.rollBack': expert,
  'model.promotions': anyone,
  'measure.get': expert,
  'coding.me': anyone,
  'coding.metrics': anyone,
  'coding.rawMetrics': anyone,
  'coding.definitions': anyone,
  'coding.insights': anyone,
  'coding.compare': anyone,
  'coding.costs': anyone,
  'coding.distribution': anyone,
  'coding.reconcile': coding,
  // a form, which this walk does not send: its own test has who may
  'coding.ingest': anyone,
  'coding.ingests': coding,
  'coding.takeBack': coding,
  'coding.fetchGithub': coding,
  'coding.fetchLitellm': coding,
  'coding.takeSpans': coding,
  'coding.sessions': account,
  'coding.session': developer,
  'coding.profile': developer,
  'coding.watchSessions': account,
  'coding.watchMetrics': anyone,
  'coding.ticket': account,
  'coding.policy': anyone,
  'coding.setPolicy': coding,
  'coding.setDeveloper': coding,
  'patient.create': account,
  'patient.list': account,
  'patient.get': ownedByAccount,
  'patient.update': ownedByAccount,
  'patient.delete': ownedByAccount,
  'patient.addRecord': ownedByAccount,
  'patient.records': ownedByAccount,
  'patient.giveCare': ownedByAccount,
  'patient.endCare': ownedByAccount,
  'patient.invite': ownedByAccount,
  'patient.claim': account,
  'clinic.predict': ownedByAccount,
  'clinic.train': doctors,
  'clinic.retrain': doctors,
  'clinic.modelState': account,
  'clinic.recommendations': ownedByAccount,
  'clinic.giveFeedback': doctors,
  'clinic.feedback': doctors,
  'clinic.pending': doctors,
  'clinic.feedbackStats': doctors,
  'clinic.accuracyVsFeedback': doctors,
  'clinic.trends': doctors,
  'clinic.doctorPerformance': doctors,
  'clinic.modelComparison': doctors,
  'clinic.dataQuality': doctors,
  'doctor.create': account,
  'doctor.list': account,
  'doctor.get': ownedByAccount,
  'doctor.update': ownedByAccount,
  'doctor.patients': ownedByAccount,
  'account.register': open,
  'account.login': open,
  'account.token': open,
  'account.refresh': open,
  'account.logout': open,
  'account.setup': open,
  'account.get': account,
  'account.update': account,
  'account.changePassword': account,
  'account.delete': account,
  'account.key.list': account,
  'account.key.create': account,
  'account.key.delete': ownedAlone,
  'account.session.list': account,
  'account.session.delete': ownedAlone,
  'account.list': admin,
  'account.disable': admin,
  'account.grant': admin,
  'audit.list': admin,
  'health.project': open,
  'health.about': open,
  'health.status': open,
  'health.get': open,
  'health.live': open,
  'health.ready': open,
} as const satisfies Record<ProcedurePath, Row>

/** The routes that are no procedure. */
export const ROUTE_ROLES = {
  'POST /api/predict': anyone,
  'GET /api/exoplanet/sample.csv': anyone,
  'GET /api/heart/sample.csv': anyone,
  'GET /api/lightcurve/sample.csv': anyone,
  'GET /api/skin/sample.png': anyone,
  'GET /api/skin/predictions/{id}/picture': owned,
  'GET /api/coding/ingests/{id}/dead-letters': coding,
  'GET /api/sessions/export': account,
  'GET /api/coding/sample': anyone,
  'GET /api/predictions/{id}/download': owned,
  'GET /api/download/{id}': owned,
} as const satisfies Record<string, Row>
