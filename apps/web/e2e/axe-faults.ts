import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds of serious or critical faults, each with the markup that has it.
 * @param rules those that are looked at; all of them where it is left out
 */
export async function axeFaults(page: Page, { rules }: { readonly rules?: string[] } = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    // no page has frames, and what passed is not asked for: so forty screens took 154 s that had taken 266
    .setLegacyMode()
    // target-size is of WCAG 2.2, which axe does not ask for by itself
    .options({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}
