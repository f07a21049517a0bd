import type { ReactNode } from 'react'

interface DisclosureProps {
  title: string
  /** how many things lie inside, said before it is opened */
  count?: number
  open?: boolean
  children: ReactNode
}

export function Disclosure({ title, count, open = false, children }: DisclosureProps) {
  return (
    <details open={open} className="group border-t border-rule py-2.5 first:border-t-0">
      <summary className="flex list-none items-baseline gap-2 py-0.5 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <span aria-hidden="true" className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
        {title}
        {count !== undefined && (
          <span className="font-normal whitespace-nowrap text-muted tabular-nums">{count.toLocaleString('en-US')}</span>
        )}
      </summary>
      <div className="pt-2 pb-1 pl-4">{children}</div>
    </details>
  )
}
