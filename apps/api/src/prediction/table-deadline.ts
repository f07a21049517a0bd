/** Reading and scoring a megabyte takes a tenth of a second on one core, and many may be waiting. */
const DEADLINE_MS = { least: 120_000, perMegabyte: 5000 }

/** A table's time, by its bytes. */
export function tableDeadlineMs(bytes: number): number {
  return DEADLINE_MS.least + (bytes / 1e6) * DEADLINE_MS.perMegabyte
}
