/** Rows as a reader names them, counted from 1: `3, 8-12`. @returns counted from 0; null for what cannot be read */
export function parseRows(text: string, total: number): number[] | null {
  const rows = new Set<number>()
  for (const part of text.split(/[\s,;]+/).filter((word) => word !== '')) {
    const found = /^(\d+)(?:[-–](\d+))?$/.exec(part)
    const from = Number(found?.[1] ?? Number.NaN)
    const to = Number(found?.[2] ?? from)
    if (!(from >= 1 && from <= to && to <= total)) return null
    for (let row = from; row <= to; row += 1) rows.add(row - 1)
  }
  return [...rows].sort((a, b) => a - b)
}
