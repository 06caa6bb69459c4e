/**
 * The interval between a catalogue's commit and its publication. The commit's NOTIFY also reaches this process, whose database
 * check would load the same catalogue a second time. The check waits until publication is complete instead.
 */
export interface PendingPublish {
  /** Runs `work`, which commits and then publishes. One at a time. */
  track<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when no publication is pending. Never rejects. */
  settled(): Promise<void>
}

export function createPendingPublish(): PendingPublish {
  let pending: Promise<unknown> = Promise.resolve()
  return {
    track: (work) => {
      const result = work()
      pending = result.catch(() => {})
      return result
    },
    settled: async () => void (await pending),
  }
}
