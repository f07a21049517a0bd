import { useMemo, type ReactNode } from 'react'
import { parseMarkdown, type Block, type Inline } from './parse-markdown.ts'

/** Markdown as React elements. `firstLevel` is the heading level that a single `#` becomes. */
export function Markdown({ source, firstLevel }: { source: string; firstLevel: number }) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return (
    <div className="space-y-3 text-[0.95rem] [overflow-wrap:anywhere] [&>:not([role=group])]:max-w-[70ch]">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} firstLevel={firstLevel} />
      ))}
    </div>
  )
}

function BlockView({ block, firstLevel }: { block: Block; firstLevel: number }) {
  switch (block.kind) {
    case 'heading':
      return <Heading level={block.level + firstLevel - 1}>{block.children.map(inlineView)}</Heading>
    case 'paragraph':
      return <p>{block.children.map(inlineView)}</p>
    case 'quote':
      return (
        <blockquote className="border-l-2 border-edge pl-4 text-muted">{block.children.map(inlineView)}</blockquote>
      )
    case 'code':
      return (
        <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-sm" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List className={`space-y-1 pl-5 ${block.ordered ? 'list-decimal' : 'list-disc'}`}>
          {block.items.map((item, index) => (
            <li key={index}>{item.map(inlineView)}</li>
          ))}
        </List>
      )
    }
    case 'table':
      return <TableView table={block} />
    case 'rule':
      return <hr className="border-rule" />
  }
}

function Heading({ level, children }: { level: number; children: ReactNode }) {
  if (level <= 3) return <h3 className="pt-3 text-lg font-semibold">{children}</h3>
  if (level === 4) return <h4 className="pt-2 font-semibold">{children}</h4>
  return <h5 className="pt-1 text-sm font-semibold">{children}</h5>
}

function TableView({ table }: { table: Extract<Block, { kind: 'table' }> }) {
  const align = (column: number) =>
    ({ left: 'text-left', right: 'text-right', center: 'text-center' })[table.align[column] ?? 'left']
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label="Table">
      <table className="border-collapse text-sm [overflow-wrap:normal]">
        <thead>
          <tr className="border-b border-edge">
            {table.head.map((cell, column) => (
              <th key={column} scope="col" className={`py-1 pr-5 font-medium ${align(column)}`}>
                {cell.map(inlineView)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className="border-b border-rule">
              {row.map((cell, column) => (
                <td key={column} className={`py-1 pr-5 align-top ${align(column)}`}>
                  {cell.map(inlineView)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function inlineView(node: Inline, index: number): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'code':
      return (
        <code key={index} className="rounded bg-sunken px-1 font-mono text-[0.9em]">
          {node.text}
        </code>
      )
    case 'strong':
      return <strong key={index}>{node.children.map(inlineView)}</strong>
    case 'emphasis':
      return <em key={index}>{node.children.map(inlineView)}</em>
    case 'link':
      return (
        <a key={index} href={node.href} className="link" rel="noreferrer">
          {node.children.map(inlineView)}
        </a>
      )
  }
}
