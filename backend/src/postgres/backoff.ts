/**
 * Exponential backoff with full jitter: a random wait from 0 to the doubling bound
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `failures` counts from 1; the result is in milliseconds.
 */
export function backoffMs(failures: number, random: () => number, { baseMs = 250, capMs = 10_000 } = {}): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30))
}
