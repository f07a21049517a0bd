import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAction } from '../use-action.ts'
import { session, useSession } from './browser-session.ts'

/** Where whoever may not see what lies here says who he is; the address stays, and what lies there follows. */
export function LoginPanel({ why }: { why?: string }) {
  const state = useSession()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const login = useAction(() => session.logIn({ email, password }))
  const ended = state.kind === 'anonymous' && state.ended
  return (
    <div className="mx-auto max-w-md space-y-6">
      <title>Log in · Vouch</title>
      <h1 className="text-3xl">Log in</h1>
      {why !== undefined && <p className="text-muted">{why}</p>}
      {ended && (
        <Notice title="Your log-in has ended" role="status">
          <p>Log in again to go on where you were.</p>
        </Notice>
      )}
      <Form
        action="Log in"
        busyWord="Logging in…"
        busy={login.busy}
        ready={email !== '' && password !== ''}
        problem={login.problem}
        onSubmit={() => void login.run()}
      >
        <TextField label="E-mail" type="email" autoComplete="username" required value={email} onChange={setEmail} />
        <PasswordField label="Password" autoComplete="current-password" value={password} onChange={setPassword} />
      </Form>
      <p className="text-sm">
        No account yet?{' '}
        <Link to="/register" className="link">
          Register
        </Link>
      </p>
    </div>
  )
}
