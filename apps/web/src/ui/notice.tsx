import type { ReactNode } from 'react'

const TONES = {
  plain: 'border-edge bg-sunken',
  caution: 'border-caution bg-caution-wash',
  danger: 'border-danger bg-danger-wash',
} as const

interface NoticeProps {
  tone?: keyof typeof TONES
  title: string
  children?: ReactNode
  /** `alert` where the reader must hear of it at once */
  role?: 'alert' | 'status' | 'note'
}

export function Notice({ tone = 'plain', title, children, role = 'note' }: NoticeProps) {
  return (
    <div role={role} className={`rounded-r-md border-l-4 px-4 py-3 text-sm ${TONES[tone]}`}>
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="mt-1 space-y-1.5 [overflow-wrap:anywhere]">{children}</div>}
    </div>
  )
}
