import type { Page } from 'playwright-core'

/** Two measurements that tell the label, one that does not, and a copy of the answer; three rows a star. */
export function signalsCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [Math.sin(i * 12.9898) * 2, Math.cos(i * 78.233) * 2]
    const planet = a + b * b + Math.sin(i * 3.7) > 1.5
    return [
      `star ${Math.floor(i / 3)}`,
      a.toFixed(4),
      b.toFixed(4),
      (i % 7) / 7,
      planet ? 1 : 0,
      planet ? 'PLANET' : 'BINARY',
    ]
  })
  return ['star,slope,width,noise,copy,answer', ...lines.map((cells) => cells.join(','))].join('\n')
}

/** Sends it from the first screen of training, and says what is what in it. */
export async function chooseSignals(page: Page, rows: number): Promise<void> {
  await page.getByLabel('Table to train on').setInputFiles({
    name: 'signals.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(signalsCsv(rows)),
  })
  await page.getByRole('heading', { name: 'signals.csv' }).waitFor()
  await page.getByLabel('Column that holds the answer').selectOption('answer')
  await page.getByLabel(/^PLANET/).selectOption('positive')
  await page.getByLabel('Rows belong together by').selectOption('star')
}
