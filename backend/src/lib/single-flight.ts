/** Runs `work`. A caller during a run joins it. */
export function singleFlight<T>(work: () => Promise<T>): { run(): Promise<T>; running(): Promise<T> | null } {
  let running: Promise<T> | null = null
  return {
    run: () => {
      running ??= work().finally(() => {
        running = null
      })
      return running
    },
    running: () => running,
  }
}
