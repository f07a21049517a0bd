import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAction } from '../use-action.ts'
import { session } from './browser-session.ts'
import { isNewPassword, NewPasswordField } from './new-password-field.tsx'

/** The first admin: by the link that the server prints while there is none. */
export function SetupScreen() {
  const navigate = useNavigate()
  const { token } = useSearch({ from: '/setup' })
  const setup = trpc.account.setup.useMutation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const action = useAction(async () => {
    await setup.mutateAsync({ token: token ?? '', email, password })
    await session.logIn({ email, password })
    await navigate({ to: '/accounts', replace: true })
  })
  return (
    <div className="mx-auto max-w-md space-y-6">
      <title>Set up · Vouch</title>
      <h1 className="text-3xl">The first admin</h1>
      {token === undefined ? (
        <Notice tone="danger" title="This address is not whole" role="alert">
          <p>Take the link as the server printed it when it started, with everything after the question mark.</p>
        </Notice>
      ) : (
        <>
          <p className="text-muted">
            This link makes one account, which may give roles to others and read the audit trail. It is good for one
            use.
          </p>
          <Form
            action="Make the admin"
            busyWord="Making the admin…"
            busy={action.busy}
            ready={email !== '' && isNewPassword(password)}
            problem={action.problem}
            onSubmit={() => void action.run()}
          >
            <TextField label="E-mail" type="email" autoComplete="username" required value={email} onChange={setEmail} />
            <NewPasswordField label="Password" value={password} onChange={setPassword} />
          </Form>
        </>
      )}
    </div>
  )
}
