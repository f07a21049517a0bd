import type { Patient } from '@vouch/contracts/patient'
import { useNavigate } from '@tanstack/react-router'
import { trpc } from '../trpc.ts'
import { DeleteButton } from '../ui/delete-button.tsx'
import { Section } from '../ui/section.tsx'
import { useAction } from '../use-action.ts'

/** Erases a patient, which cannot be taken back. */
export function DeleteRecord({ patient }: { patient: Patient }) {
  const navigate = useNavigate()
  const utils = trpc.useUtils()
  const remove = trpc.patient.delete.useMutation()
  const erase = useAction(async () => {
    await remove.mutateAsync({ id: patient.id })
    await navigate({ to: '/clinic' })
    await Promise.all([utils.patient.list.invalidate(), utils.clinic.invalidate()])
  })
  return (
    <Section id="delete" title={patient.own ? 'Delete my record' : 'Delete the record'}>
      <DeleteButton what="record" busy={erase.busy} problem={erase.problem} onConfirm={() => void erase.run()}>
        Name, age, gender and all that was measured are erased, and the calls can be opened no more. What doctors said
        of them stays, without a name, in what is measured of the model.
      </DeleteButton>
    </Section>
  )
}
