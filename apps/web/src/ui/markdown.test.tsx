import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown.tsx'
import { parseInline, parseMarkdown } from './parse-markdown.ts'

const render = (source: string) => renderToStaticMarkup(<Markdown source={source} firstLevel={3} />)

describe('a model card as the page shows it', () => {
  it('markup inside a card is shown as text, never run', () => {
    const html = render('# Hi <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n| a |\n|---|\n| <b>x</b> |')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<b>')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'JaVaScRiPt:alert(1)'])(
    'a link to %s stays text',
    (href) => {
      expect(render(`[press](${href})`)).not.toContain('<a')
    },
  )

  it('a web address and an own path become links', () => {
    expect(render('[archive](https://example.org/a_(b)) and [own](/models)')).toContain(
      'href="https://example.org/a_(b)"',
    )
    expect(parseInline('[own](/models)')).toEqual([
      { kind: 'link', href: '/models', children: [{ kind: 'text', text: 'own' }] },
    ])
  })

  it('a table keeps its columns, their alignment and an escaped bar', () => {
    const [table] = parseMarkdown('| metric | value |\n|:---|---:|\n| AUC \\| ROC | .98 |\n')
    expect(table).toMatchObject({ kind: 'table', align: ['left', 'right'] })
    expect(table?.kind === 'table' && table.rows[0]?.[0]).toEqual([{ kind: 'text', text: 'AUC | ROC' }])
  })

  it('a list item goes on over its line break, and a paragraph ends where a list begins', () => {
    expect(parseMarkdown('Limits:\n- one\n  more\n- two')).toEqual([
      { kind: 'paragraph', children: [{ kind: 'text', text: 'Limits:' }] },
      { kind: 'list', ordered: false, items: [[{ kind: 'text', text: 'one more' }], [{ kind: 'text', text: 'two' }]] },
    ])
  })

  it('an underscore inside a name is not emphasis, and nothing inside code is markup', () => {
    expect(parseInline('koi_steff_err1 and `**x**`')).toEqual([
      { kind: 'text', text: 'koi_steff_err1 and ' },
      { kind: 'code', text: '**x**' },
    ])
  })

  it('an unclosed fence keeps its text', () => {
    expect(parseMarkdown('```\nnpm start')).toEqual([{ kind: 'code', text: 'npm start' }])
  })
})
