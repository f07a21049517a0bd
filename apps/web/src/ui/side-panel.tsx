import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

interface SidePanelProps {
  title: string
  description: string
  onClose: () => void
  /** where the focus goes when the panel is gone */
  onReturnFocus: () => void
  children: ReactNode
}

/** A dialog at the right edge (the whole width of a phone): focus stays in it, Escape closes it. */
export function SidePanel({ title, description, onClose, onReturnFocus, children }: SidePanelProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Content
          className="fixed inset-y-0 right-0 z-30 flex w-full max-w-[44rem] flex-col border-l border-rule bg-paper shadow-2xl"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onReturnFocus()
          }}
        >
          <div className="flex items-start justify-between gap-4 border-b border-rule px-4 py-4 sm:px-6">
            <div>
              <Dialog.Title className="text-xl [overflow-wrap:anywhere]">{title}</Dialog.Title>
              <Dialog.Description className="text-sm text-muted">{description}</Dialog.Description>
            </div>
            <Dialog.Close asChild>
              <Button className="shrink-0">Close</Button>
            </Dialog.Close>
          </div>
          <div
            className="min-h-0 flex-1 overflow-y-auto px-4 py-4 sm:px-6"
            tabIndex={0}
            role="region"
            aria-label={title}
          >
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
