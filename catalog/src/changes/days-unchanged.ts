// Kept apart from `price-stability.ts`, so that the page can load it with its first script.

const MS_PER_DAY = 86_400_000

/** For how many whole days a price has been unchanged at `asOf`. Both in Unix milliseconds. */
export function daysUnchanged(since: number, asOf: number): number {
  return Math.floor((asOf - since) / MS_PER_DAY)
}
