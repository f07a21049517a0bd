import type { ReactNode } from 'react'

const TONES = {
  plain: 'border-rule bg-sunken text-ink',
  caution: 'border-caution bg-caution-wash text-caution',
  danger: 'border-danger bg-danger-wash text-danger',
} as const

export function Badge({ tone = 'plain', children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-full border px-2.5 py-0.5 font-sans text-xs font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  )
}
