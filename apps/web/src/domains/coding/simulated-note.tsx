import type { FigureWindow } from '@vouch/contracts/domains/coding-metrics'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'

/** That figures are of made-up sessions, too; nothing where they are not. */
export function SimulatedNote({ window }: { window: Pick<FigureWindow, 'simulated_sessions'> }) {
  const n = window.simulated_sessions
  if (n === 0) return null
  return (
    <Notice tone="caution" title={`Includes ${counted(n, 'simulated session')}`}>
      <p>They are made up, to try with. What is measured of them is true of nobody.</p>
    </Notice>
  )
}
