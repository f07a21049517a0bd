import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSession } from './browser-session.ts'
import { LoginPanel } from './login-panel.tsx'

/** Logs in and goes back to where the reader came from; at once, where he is logged in already. */
export function LoginScreen() {
  const { history } = useRouter()
  const { to } = useSearch({ from: '/login' })
  const { kind } = useSession()
  useEffect(() => {
    if (kind === 'known') history.replace(to ?? '/')
  }, [kind, to, history])
  return kind === 'anonymous' ? <LoginPanel /> : <p role="status">Opening…</p>
}
