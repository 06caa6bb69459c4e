/** Runs `work` unless it is running already: then the caller joins the run that is under way. */
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
