import { useAccount } from '../account/use-account.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { DoctorWord } from './doctor-word.tsx'

const MOST_DOCTORS = 100

/** What other doctors said of a call. Their names are for admins; to each other they are another doctor. */
export function OtherWords({ predictionId }: { predictionId: string }) {
  const account = useAccount()
  const said = trpc.review.list.useQuery({ prediction_id: predictionId }, { staleTime: 0 })
  const doctors = trpc.doctor.list.useQuery({ limit: MOST_DOCTORS })
  if (said.error !== null) return <ProblemNotice problem={problemOf(said.error)} />
  if (said.data === undefined || account === null || doctors.isPending) return null
  const names = new Map(doctors.data?.doctors.map((one) => [one.account_id, one.name] as const))
  const others = said.data.reviews.filter(({ expert }) => expert !== account.id)
  return others.map((review) => (
    <DoctorWord key={review.review_id} who={names.get(review.expert) ?? 'Another doctor'} review={review} />
  ))
}
