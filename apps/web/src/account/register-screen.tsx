import { FieldId } from '@vouch/contracts/domain'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { FIELD_WORDS } from '../domains/field-words.ts'
import { ProblemError } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAction } from '../use-action.ts'
import { session, useSession } from './browser-session.ts'
import { isNewPassword, NewPasswordField } from './new-password-field.tsx'

/** Anybody may register as a member; the role of an expert is asked for here and given by an admin. */
export function RegisterScreen() {
  const navigate = useNavigate()
  const state = useSession()
  const needed = state.kind === 'anonymous' && state.needed
  const register = trpc.account.register.useMutation()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [asked, setAsked] = useState<readonly FieldId[]>([])
  const [taken, setTaken] = useState(false)
  const action = useAction(async () => {
    setTaken(false)
    await register.mutateAsync({
      email,
      password,
      ...(name.trim() === '' ? {} : { name }),
      ask: asked.map((domain) => ({ domain, role: 'expert' as const })),
    })
    try {
      await session.logIn({ email, password })
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'unauthorized') throw error
      return setTaken(true)
    }
    await navigate({ to: '/account' })
  })
  const toggle = (domain: FieldId, on: boolean) =>
    setAsked((before) => (on ? [...before, domain] : before.filter((other) => other !== domain)))
  return (
    <div className="mx-auto max-w-md space-y-6">
      <title>Register · Vouch</title>
      <h1 className="text-3xl">Register</h1>
      <p className="text-muted">
        An account keeps your predictions and jobs for you alone.
        {!needed && ' Public catalogue tables are scored without one, too.'}
      </p>
      <Form
        action="Register"
        busyWord="Registering…"
        busy={action.busy}
        ready={email !== '' && isNewPassword(password)}
        problem={action.problem}
        onSubmit={() => void action.run()}
      >
        <TextField label="E-mail" type="email" autoComplete="username" required value={email} onChange={setEmail} />
        <TextField label="Name (may be left out)" autoComplete="name" maxLength={100} value={name} onChange={setName} />
        <NewPasswordField label="Password" value={password} onChange={setPassword} />
        <fieldset className="space-y-3">
          <legend className="text-sm font-medium">Ask for the role of an expert</legend>
          {FieldId.options.map((domain) => (
            <CheckBox
              key={domain}
              label={`${FIELD_WORDS[domain].name}: I am ${FIELD_WORDS[domain].expert}`}
              note={FIELD_WORDS[domain].role}
              checked={asked.includes(domain)}
              onChange={(on) => toggle(domain, on)}
            />
          ))}
        </fieldset>
      </Form>
      {taken && (
        <Notice tone="caution" title="This address and password do not log in" role="alert">
          <p>
            The address may have had an account before; then nothing has changed.{' '}
            <Link to="/login" className="link">
              Log in
            </Link>{' '}
            with the password of then.
          </p>
        </Notice>
      )}
      <p className="text-sm">
        Registered before?{' '}
        <Link to="/login" className="link">
          Log in
        </Link>
      </p>
    </div>
  )
}
