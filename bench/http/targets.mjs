/** Throughput as a share of bare `node:http`. */
export const ratioTarget = 0.9
/** New pages per second. */
export const newPagesTarget = 5_000

export const targets = { syncRatio: 2, stallMs: 20, startMs: 400, memoryMb: 150, hugeMemoryMb: 1_500 }
