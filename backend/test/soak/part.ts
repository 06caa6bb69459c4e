/** One part of `npm run soak`, which becomes one section of docs/reliability.md. */
export interface SoakPart {
  /** For the command line. */
  name: string
  /** The section's heading; sections stand in the order of parts.ts. */
  title: string
  run(options: SoakOptions): Promise<SoakSection>
}

export interface SoakOptions {
  /** How long each fault lasts. */
  seconds: number
  /** How long the long run lasts. */
  minutes: number
  /** Made smaller by about ten, to try it out; the report says so. */
  short: boolean
  /** Names of scenarios within a part to run alone; empty: all. What was left out is not reported: the report is then only printed. */
  only: readonly string[]
  /** A line for whoever watches. */
  say: (line: string) => void
}

export interface SoakSection {
  /** What was done, in a few plain sentences. */
  intro: string
  /** A table; the first row is its head. */
  rows: readonly (readonly string[])[]
  /** A sentence with its figure for each promise that was not kept. */
  short: readonly string[]
}
