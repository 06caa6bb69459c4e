/**
 * A catalogue on its way from its commit to being served. PostgreSQL tells everybody of the commit, this process included, which
 * has it in hand: who finds it there meanwhile waits until it is served, and does not load it a second time.
 */
export interface Handover {
  /** `work` commits and then serves. One at a time. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when none is under way. Never rejects. */
  over(): Promise<void>
}

export function createHandover(): Handover {
  let underWay: Promise<unknown> = Promise.resolve()
  return {
    during: (work) => {
      const result = work()
      underWay = result.catch(() => {})
      return result
    },
    over: async () => void (await underWay),
  }
}
