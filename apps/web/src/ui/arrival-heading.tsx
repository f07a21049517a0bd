import { useEffect, useRef, type ReactNode } from 'react'

/** The heading of what has just come in place of something else: the focus begins there. */
export function ArrivalHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <h1 ref={heading} tabIndex={-1} className="text-3xl outline-none [overflow-wrap:anywhere]">
      {children}
    </h1>
  )
}
