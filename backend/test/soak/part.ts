/** One part of `npm run soak`, which becomes one section of docs/reliability.md. */
export interface SoakPart {
  /** For the command line. */
  name: string
  /** The section's heading. */
  title: string
  run(options: SoakOptions): Promise<SoakSection>
}

export interface SoakOptions {
  /** How long each fault lasts. */
  seconds: number
  /** How long the long run lasts. */
  minutes: number
  /** About ten times smaller, to try it out; the report says so. */
  short: boolean
  /** Scenarios of a part to run; empty: all. With a selection the report is only printed. */
  only: readonly string[]
  /** Prints a line of progress. */
  say: (line: string) => void
}

export interface SoakSection {
  /** What was done, in a few sentences. */
  intro: string
  /** A table; the first row is its header. */
  rows: readonly (readonly string[])[]
  /** One sentence with a figure per promise that was not kept. */
  missed: readonly string[]
}
