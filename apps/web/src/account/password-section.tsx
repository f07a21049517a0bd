import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { Section } from '../ui/section.tsx'
import { isNewPassword, NewPasswordField } from './new-password-field.tsx'

export function PasswordSection({ email }: { email: string }) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = trpc.account.changePassword.useMutation({
    onSuccess: () => {
      setCurrent('')
      setPassword('')
    },
  })
  return (
    <Section id="password" title="Password">
      <Form
        action="Change the password"
        busyWord="Changing it…"
        look="plain"
        busy={change.isPending}
        ready={current !== '' && isNewPassword(password)}
        problem={change.error === null ? null : problemOf(change.error)}
        onSubmit={() => change.mutate({ current, password })}
      >
        {/* tells a password manager whose password this is */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField label="Present password" autoComplete="current-password" value={current} onChange={setCurrent} />
        <NewPasswordField label="New password" value={password} onChange={setPassword} />
      </Form>
      {change.isSuccess && (
        <Notice title="The password is changed" role="status">
          <p>You are logged out everywhere but here.</p>
        </Notice>
      )}
    </Section>
  )
}
