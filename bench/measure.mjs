// Timing, and formatting of figures.

/**
 * @param {number[]} samples milliseconds
 * @returns {{median: number, p99: number, max: number}}
 */
export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { median: at(0.5), p99: at(0.99), max: sorted.at(-1) }
}

/** The duration of each of `times` sequential runs of `work(nr)`, in milliseconds. */
export async function measure(times, work) {
  const samples = []
  for (let nr = 0; nr < times; nr++) {
    const started = performance.now()
    await work(nr)
    samples.push(performance.now() - started)
  }
  return summary(samples)
}

/** The same for synchronous work, since an `await` would take longer than the shortest runs. */
export function measureSync(times, work) {
  const samples = []
  for (let nr = 0; nr < times; nr++) {
    const started = performance.now()
    work(nr)
    samples.push(performance.now() - started)
  }
  return summary(samples)
}

/** Milliseconds with two or three significant digits. */
export function ms(value) {
  const digits = value < 0.1 ? 3 : value < 10 ? 2 : 0
  return `${value.toFixed(digits)} ms`
}

/** @param {string[][]} rows the first row is the header */
export function table([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}
