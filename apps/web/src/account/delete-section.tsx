import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { useAction } from '../use-action.ts'
import { session } from './browser-session.ts'

export function DeleteSection() {
  const navigate = useNavigate()
  const remove = trpc.account.delete.useMutation()
  const [password, setPassword] = useState('')
  const action = useAction(async () => {
    await remove.mutateAsync({ password })
    await navigate({ to: '/' })
    await session.logOut()
  })
  return (
    <Section id="delete" title="Delete the account">
      <p className="text-sm text-muted">
        Erases your e-mail address, your name, your keys and your log-ins, and cannot be taken back. The audit trail
        keeps the account’s number, which then stands for nobody.
      </p>
      <PasswordField label="Your password" autoComplete="current-password" value={password} onChange={setPassword} />
      <ConfirmDialog
        trigger={
          <Button look="danger" disabled={password === '' || action.busy}>
            Delete the account
          </Button>
        }
        title="Delete your account?"
        description={<p>You are logged out everywhere, and nobody can bring the account back.</p>}
        action="Delete it"
        onConfirm={() => void action.run()}
      />
      {action.problem !== null && <ProblemNotice problem={action.problem} />}
    </Section>
  )
}
