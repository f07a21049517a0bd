import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type Open, VIEWS } from './browser.ts'

/** A screen by its name, and how to have it open and at rest. */
export type Screens = Readonly<Record<string, (open: Open) => Promise<Page>>>

/** Looks at each screen in every view, as every kind of reader does. */
export function testUsable(open: Open, screens: Screens): void {
  it.each(Object.entries(screens))(
    '%s has no serious fault of accessibility and does not scroll sideways, on desk and phone, light and dark',
    // four looks of a machine that may be busy with something else
    { timeout: 180_000 },
    async (_name, show) => {
      const page = await show(open)
      for (const { name, viewport, colorScheme } of VIEWS) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await settle(page)
        // of WCAG 2.2, which axe does not ask for by itself
        const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } })
        // what is dark differs in its colours alone
        const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze()
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        const faults = grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
        expect(faults, name).toEqual([])
        expect(await page.evaluate(overflow), name).toBeLessThanOrEqual(0)
      }
    },
  )
}

/** A width or a theme that has just changed is drawn two frames later. */
function settle(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** CSS pixels by which a page is wider than its window. */
function overflow(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth
}
