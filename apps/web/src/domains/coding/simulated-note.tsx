import { Notice } from '../../ui/notice.tsx'
import { type Simulated, simulatedOf } from './window-words.ts'

/** That figures are of made-up sessions or work, too; nothing where they are not. */
export function SimulatedNote({ window }: { window: Simulated }) {
  const found = simulatedOf(window)
  if (found === null) return null
  return (
    <Notice tone="caution" title={`Includes ${found}`}>
      <p>They are made up, to try with. What is measured of them is true of nobody.</p>
    </Notice>
  )
}
