/** What a step of the benchmark is given. */
export interface Step {
  readonly repeats: number
  /** of the project */
  readonly root: string
  say(step: string, figures: Readonly<Record<string, string | number | boolean | null>>): void
}
