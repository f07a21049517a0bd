import type { PatientId } from '@vouch/contracts/patient'
import { useState } from 'react'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { useAction } from '../use-action.ts'
import { NOBODY, PersonFields, toPerson } from './person-fields.tsx'
import { isEmpty, NOTHING_TYPED, toFeatures } from './read-values.ts'
import { ValueFields } from './value-fields.tsx'

interface BeginRecordProps {
  /** of oneself, or of a patient */
  own: boolean
  action: string
  onBegun: (id: PatientId) => void | Promise<void>
}

/** Begins a record: who it is of, and what was measured. */
export function BeginRecord({ own, action, onBegun }: BeginRecordProps) {
  const utils = trpc.useUtils()
  const create = trpc.patient.create.useMutation()
  const [person, setPerson] = useState(NOBODY)
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const [who, features] = [toPerson(person), toFeatures(typed)]
  const begin = useAction(async () => {
    if (who === null || features === null) return
    const measured = isEmpty(typed) ? {} : { health_features: features, coding: 'uci' as const }
    const made = await create.mutateAsync({ ...who, own, ...measured })
    await utils.patient.invalidate()
    await onBegun(made.id)
  })
  return (
    <Form
      action={action}
      busyWord="Beginning…"
      busy={begin.busy}
      ready={who !== null && features !== null}
      problem={begin.problem}
      onSubmit={() => void begin.run()}
    >
      <PersonFields person={person} onChange={setPerson} />
      <ValueFields typed={typed} onChange={setTyped} />
    </Form>
  )
}
