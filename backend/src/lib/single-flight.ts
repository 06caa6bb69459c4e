/** At most one run of `work` at a time: `run` starts one, or joins the one in progress. */
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
