import { expect, it } from 'vitest'
import { Html, html, htmlDocument, htmlFacts, htmlTable } from './report-html.ts'

it('what comes from a table or a name is text in a report, and never markup', () => {
  const bad = '<script>alert(1)</script> & "x"'
  const page = htmlDocument(
    bad,
    html`${htmlTable({ caption: bad, head: [bad], rows: [[bad]] })}${htmlFacts([[bad, bad]])}`,
  )
  expect(page).not.toContain('<script')
  expect(page.split('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;')).toHaveLength(7)
})

it('what is safe stays, lists are joined, and null is nothing', () => {
  expect(html`<p>${[html`<b>${1}</b>`, null, 'a<b', undefined]}</p>`.text).toBe('<p><b>1</b>a&lt;b</p>')
  expect(html`${new Html('<i>')}`.text).toBe('<i>')
})

it('a report may neither run nor fetch anything', () => {
  const page = htmlDocument('x', html`<p>y</p>`)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toMatch(/https?:|src=|@import|url\(/)
})
