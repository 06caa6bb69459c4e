/** Reproducible numbers in [0, 1) for a seed (mulberry32), so that a failed run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** MODELKEEP_SEED if set, otherwise a new seed. Prints it, so that the run can be repeated. */
export function chooseSeed(what: string): number {
  const seed = Number(process.env['MODELKEEP_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  process.stdout.write(`${what}: MODELKEEP_SEED=${seed}\n`)
  return seed
}
