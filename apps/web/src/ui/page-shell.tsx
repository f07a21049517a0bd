import type { ReactNode } from 'react'

/** Header with the ways through the page, the screen itself, and a footer. */
export function PageShell({
  brand,
  nav,
  session,
  tools,
  children,
}: {
  brand: ReactNode
  nav: ReactNode
  /** who is logged in */
  session: ReactNode
  tools: ReactNode
  children: ReactNode
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-paper text-ink">
      <a href="#main" className="link sr-only focus:not-sr-only focus:absolute focus:z-40 focus:bg-surface focus:p-3">
        Skip to the content
      </a>
      <header className="border-b border-rule print:hidden">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 sm:px-6">
          {brand}
          {/* on a phone the tools stand beside the brand, and the ways through the page below both */}
          <nav aria-label="Main" className="order-1 flex flex-wrap gap-x-4 gap-y-1 text-sm sm:order-none">
            {nav}
          </nav>
          <div className="order-2 ml-auto flex flex-wrap items-center justify-end gap-x-4 gap-y-2 text-sm sm:order-none">
            {session}
          </div>
          <div className="max-sm:ml-auto">{tools}</div>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 outline-none sm:px-6 sm:py-10 print:max-w-none print:p-0"
      >
        {children}
      </main>
      <footer className="border-t border-rule print:hidden">
        <p className="mx-auto max-w-6xl px-4 py-4 text-xs text-muted sm:px-6">
          A call is a model’s opinion, not a confirmation. Archive tables: NASA Exoplanet Archive, DOI 10.26133/NEA4.
        </p>
      </footer>
    </div>
  )
}
