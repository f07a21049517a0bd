import { useState } from 'react'
import { trpc } from '../../trpc.ts'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../../use-action.ts'
import { NamesList, useKnownNames } from './known-names.tsx'

/** Whose account a developer’s sessions are. */
export function DeveloperSection() {
  const set = trpc.coding.setDeveloper.useMutation()
  const [developer, setDeveloper] = useState('')
  const [email, setEmail] = useState('')
  const [done, setDone] = useState<string | null>(null)
  const { developers } = useKnownNames()
  const say = useAction(async () => {
    setDone(null)
    const [who, whose] = [developer.trim(), email.trim()]
    await set.mutateAsync({ developer_id: who, email: whose === '' ? null : whose })
    setDone(whose === '' ? `${who} is nobody’s account any more.` : `${who} is the account ${whose}.`)
  })
  return (
    <Section id="developers" title="Whose account a developer is">
      <div className="max-w-3xl space-y-3">
        <p className="text-sm text-muted">
          Then the account sees that developer’s sessions and profile. That somebody registered with an address proves
          nothing of it, so it is said here.
        </p>
        <Form
          action="Say whose it is"
          busyWord="Saying it…"
          busy={say.busy}
          ready={developer.trim() !== ''}
          look="plain"
          problem={say.problem}
          onSubmit={() => void say.run()}
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Developer, as sessions name him"
              list="developers-known"
              spellCheck={false}
              autoComplete="off"
              maxLength={400}
              value={developer}
              onChange={setDeveloper}
            />
            <TextField
              label="E-mail of the account"
              type="email"
              autoComplete="off"
              value={email}
              onChange={setEmail}
              note="Left empty: nobody’s any more."
            />
          </div>
          <NamesList id="developers-known" names={developers} />
        </Form>
        {done !== null && (
          <p role="status" className="text-sm [overflow-wrap:anywhere]">
            {done}
          </p>
        )}
      </div>
    </Section>
  )
}
