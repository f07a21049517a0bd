import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeFaults } from './axe-faults.ts'
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
      await expectUsable(await show(open))
    },
  )
}

/** A page as it stands, on desk and phone, light and dark. */
export async function expectUsable(page: Page): Promise<void> {
  for (const { name, viewport, colorScheme } of VIEWS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settle(page)
    // what is dark differs in its colours alone
    expect(await axeFaults(page, colorScheme === 'dark' ? { rules: ['color-contrast'] } : {}), name).toEqual([])
    expect(await page.evaluate(overflow), name).toBeLessThanOrEqual(0)
  }
}

/** A width or a theme that has just changed is drawn two frames later. */
function settle(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** CSS pixels by which a page is wider than its window. */
export function overflow(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth
}
