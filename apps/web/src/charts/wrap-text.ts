/** Mean width of a sans-serif letter, as a share of its size: a little more than most texts need. */
const LETTER = 0.53

/** A text in lines that fit a width; a word that is longer than a line is cut. */
export function wrapText(text: string, { width, size }: { width: number; size: number }): string[] {
  const most = Math.max(1, Math.floor(width / (size * LETTER)))
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((one) => one !== ''))
    for (let from = 0; from < word.length; from += most) {
      const piece = word.slice(from, from + most)
      const joined = from === 0 && line !== '' ? `${line} ${piece}` : piece
      if (joined.length <= most && (from === 0 || line === '')) line = joined
      else {
        lines.push(line)
        line = piece
      }
    }
  return line === '' ? lines : [...lines, line]
}
