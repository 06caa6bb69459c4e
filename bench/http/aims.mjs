/** Throughput as a share of bare `node:http`. */
export const ratioAim = 0.9
/** Never-seen pages per second. */
export const newPagesAim = 5_000

export const aims = { syncRatio: 2, stallMs: 20, startMs: 400, memoryMb: 150, hugeMemoryMb: 1_500 }
