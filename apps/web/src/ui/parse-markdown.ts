export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }

export type Alignment = 'left' | 'right' | 'center'

export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph' | 'quote'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'table'; align: Alignment[]; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/
const FENCE = /^(?:```|~~~)/
const ITEM = /^\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+/
const ORDERED = /^\s{0,3}\d/
const RULE = /^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/
const QUOTE = /^>\s?/
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/

/**
 * The Markdown that model cards are written in: headings, paragraphs, flat lists, quotes, tables, fenced code.
 * It yields data, never HTML: markup inside the text stays text.
 */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    if (line(lines, at).trim() === '') at += 1
    else {
      const [block, next] = readBlock(lines, at)
      blocks.push(block)
      at = next
    }
  }
  return blocks
}

function line(lines: string[], at: number): string {
  return lines[at] ?? ''
}

function readBlock(lines: string[], at: number): [Block, number] {
  const first = line(lines, at)
  const heading = HEADING.exec(first)
  if (heading !== null)
    return [{ kind: 'heading', level: heading[1]?.length ?? 1, children: parseInline(heading[2] ?? '') }, at + 1]
  if (FENCE.test(first)) return readCode(lines, at)
  if (RULE.test(first)) return [{ kind: 'rule' }, at + 1]
  if (startsTable(lines, at)) return readTable(lines, at)
  if (ITEM.test(first)) return readList(lines, at)
  return readParagraph(lines, at)
}

function readCode(lines: string[], at: number): [Block, number] {
  const close = lines.findIndex((text, index) => index > at && FENCE.test(text))
  const end = close === -1 ? lines.length : close
  return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1]
}

function startsTable(lines: string[], at: number): boolean {
  return line(lines, at).includes('|') && line(lines, at + 1).includes('-') && DELIMITERS.test(line(lines, at + 1))
}

function readTable(lines: string[], at: number): [Block, number] {
  let end = at + 2
  while (end < lines.length && line(lines, end).includes('|')) end += 1
  const align = cellsOf(line(lines, at + 1)).map((cell): Alignment => {
    if (!cell.endsWith(':')) return 'left'
    return cell.startsWith(':') ? 'center' : 'right'
  })
  const [head = [], ...rows] = [line(lines, at), ...lines.slice(at + 2, end)].map((text) =>
    cellsOf(text).map(parseInline),
  )
  return [{ kind: 'table', align, head, rows }, end]
}

function cellsOf(text: string): string[] {
  return text
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function readList(lines: string[], at: number): [Block, number] {
  const items: string[] = []
  let end = at
  for (; end < lines.length && line(lines, end).trim() !== ''; end += 1) {
    const text = line(lines, end)
    if (ITEM.test(text)) items.push(text.replace(ITEM, ''))
    else items.push(`${items.pop() ?? ''} ${text.trim()}`)
  }
  return [{ kind: 'list', ordered: ORDERED.test(line(lines, at)), items: items.map(parseInline) }, end]
}

function readParagraph(lines: string[], at: number): [Block, number] {
  const quote = QUOTE.test(line(lines, at))
  const words: string[] = []
  let end = at
  while (end < lines.length && (end === at || !interrupts(lines, end))) {
    words.push(line(lines, end).replace(quote ? QUOTE : /^\s+/, ''))
    end += 1
  }
  return [{ kind: quote ? 'quote' : 'paragraph', children: parseInline(words.join(' ').trim()) }, end]
}

function interrupts(lines: string[], at: number): boolean {
  const text = line(lines, at)
  return text.trim() === '' || HEADING.test(text) || FENCE.test(text) || ITEM.test(text) || startsTable(lines, at)
}

/** Code first (nothing inside it is markup), then links, then strong before emphasis. */
const SPANS: readonly [RegExp, (match: RegExpExecArray) => Inline][] = [
  [/`([^`]+)`/, (match) => ({ kind: 'code', text: match[1] ?? '' })],
  [/\[([^\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)/, (match) => linkOf(match[1] ?? '', match[2] ?? '', match[0])],
  [/<(https?:\/\/[^>\s]+)>/, (match) => linkOf(match[1] ?? '', match[1] ?? '', match[0])],
  [/\*\*(?!\s)(.+?)\*\*/, (match) => ({ kind: 'strong', children: parseInline(match[1] ?? '') })],
  [/(?<![*\w])\*(?![\s*])([^*]+?)\*(?!\w)/, (match) => ({ kind: 'emphasis', children: parseInline(match[1] ?? '') })],
  [/(?<![_\w])_(?![\s_])([^_]+?)_(?!\w)/, (match) => ({ kind: 'emphasis', children: parseInline(match[1] ?? '') })],
]

export function parseInline(text: string): Inline[] {
  let earliest: { at: number; length: number; node: Inline } | null = null
  for (const [pattern, make] of SPANS) {
    const match = pattern.exec(text)
    if (match !== null && (earliest === null || match.index < earliest.at))
      earliest = { at: match.index, length: match[0].length, node: make(match) }
  }
  if (earliest === null) return text === '' ? [] : [{ kind: 'text', text }]
  const before = text.slice(0, earliest.at)
  const after = parseInline(text.slice(earliest.at + earliest.length))
  return [...(before === '' ? [] : [{ kind: 'text' as const, text: before }]), earliest.node, ...after]
}

/** Only web addresses and this page's own anchors and paths become links; anything else stays the text it is. */
function linkOf(label: string, href: string, source: string): Inline {
  const own = href.startsWith('#') || (href.startsWith('/') && !href.startsWith('//'))
  if (!own && !/^https?:\/\//i.test(href)) return { kind: 'text', text: source }
  return { kind: 'link', href, children: [{ kind: 'text', text: label }] }
}
