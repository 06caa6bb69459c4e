/**
 * Exponential backoff with full jitter: a random delay in milliseconds between 0 and a bound that doubles with each failure
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `failures` counts from 1.
 */
export function backoffMs(failures: number, random: () => number, { baseMs = 250, capMs = 10_000 } = {}): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30))
}
