import { Notice } from './notice.tsx'

/** A caution of several sentences, the first of which stands out. */
export function SplitNotice({ words }: { words: string }) {
  const end = words.indexOf('.') + 1
  return (
    <Notice tone="caution" title={words.slice(0, end)}>
      <p className="max-w-3xl">{words.slice(end).trim()}</p>
    </Notice>
  )
}
