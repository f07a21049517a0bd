import { escapeXml } from '../charts/draw-figure.ts'

/** A piece of a document that is safe as it stands. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | null | undefined | readonly Part[]

/** A template whose values are escaped, but for those that are safe already; lists are joined, and null is nothing. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(texts.map((text, index) => text + (index < values.length ? safe(values[index]) : '')).join(''))
}

function safe(value: Part): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(safe).join('')
  return escapeXml(String(value))
}

interface TableProps {
  caption: string
  head: readonly string[]
  /** from this column on they are numbers */
  numbersFrom?: number
  rows: readonly (readonly Part[])[]
}

export function htmlTable({ caption, head, numbersFrom = head.length, rows }: TableProps): Html {
  const numeric = (column: number) => (column >= numbersFrom ? new Html(' class="n"') : null)
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${head.map((name, column) => html`<th scope="col" ${numeric(column)}>${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell, column) => html`<td${numeric(column)}>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** A list of what is called what. */
export function htmlFacts(facts: readonly (readonly [string, Part])[]): Html {
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`
}

const STYLE = `
  @page { margin: 18mm 16mm }
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1b1d22; background: #fff;
    font: 15px/1.5 system-ui, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', sans-serif }
  h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #dedad0 }
  h1, dd, td { overflow-wrap: anywhere } td:first-child { overflow-wrap: break-word }
  table { width: 100%; border-collapse: collapse; font-size: .85rem; margin: .5rem 0 1.25rem }
  caption { text-align: left; color: #565b65; padding-bottom: .25rem }
  th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #dedad0 }
  th { border-color: #858078 } .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
  dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .2rem 1.25rem; font-size: .9rem } dd { margin: 0 } dt { color: #565b65 }
  code { font-family: ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace; font-size: .9em }
  .warn { border-left: 4px solid #7a4f00; background: #fbf3dd; padding: .5rem 1rem }
  figure { margin: 1rem 0 } summary { font-size: .85rem; cursor: pointer } figure svg { display: block; max-width: 100%; height: auto }
  tr, figure, dl { break-inside: avoid } h2 { break-after: avoid } thead { display: table-header-group }
  @media print { details { display: none } body { margin: 0; max-width: none; font-size: 10.5pt } .warn { print-color-adjust: exact } }`

/** A document that asks for nothing beyond itself, and may not. */
export function htmlDocument(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text
}
