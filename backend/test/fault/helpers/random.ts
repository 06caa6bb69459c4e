/** Numbers in [0, 1) that are the same for the same seed (mulberry32): a run that failed can be made again. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** MODELKEEP_SEED where it is set, else a new one each time; printed, so that what happened can happen again. */
export function chooseSeed(what: string): number {
  const seed = Number(process.env['MODELKEEP_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  process.stdout.write(`${what}: MODELKEEP_SEED=${seed}\n`)
  return seed
}
