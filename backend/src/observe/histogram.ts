/** Labels of one series: names and values that come from sets known beforehand, never from what a client wrote. */
export type Labels = Readonly<Record<string, string>>

/** One series of a histogram. To be looked up once and kept where it is written often. */
export interface Series {
  observe(seconds: number): void
}

/** One line of an exposition. `suffix` follows the metric's name (`_bucket`, `_sum`, `_count`). */
export interface Sample {
  labels: Labels
  value: number
  suffix?: string
}

export interface Histogram {
  /** The very same one for equal values of the labels, which are given in the order of their names. */
  series(...values: string[]): Series
  samples(): Sample[]
}

/** A histogram in plain numbers: to observe costs an addition or three, and nothing is put into words before somebody asks. Bounds in seconds. */
export function createHistogram(bounds: readonly number[], labelNames: readonly string[] = []): Histogram {
  const all = new Map<string, PlainSeries>()
  return {
    series: (...values) => {
      const key = values.join(' ')
      const series =
        all.get(key) ??
        new PlainSeries(bounds, Object.fromEntries(labelNames.map((name, nr) => [name, values[nr] ?? ''])))
      all.set(key, series)
      return series
    },
    samples: () => [...all.values()].flatMap((series) => series.samples()),
  }
}

class PlainSeries implements Series {
  readonly #bounds: readonly number[]
  readonly #labels: Labels
  /** Observations in each bucket alone; the last one has no upper bound. */
  readonly #counts: number[]
  #sum = 0

  constructor(bounds: readonly number[], labels: Labels) {
    this.#bounds = bounds
    this.#labels = labels
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(seconds: number): void {
    let bucket = 0
    while (bucket < this.#bounds.length && seconds > this.#bounds[bucket]!) bucket++
    this.#counts[bucket]!++
    this.#sum += seconds
  }

  /** Buckets are cumulative, as Prometheus wants them. */
  samples(): Sample[] {
    let count = 0
    const buckets = this.#counts.map((more, nr): Sample => {
      count += more
      return {
        labels: { ...this.#labels, le: nr < this.#bounds.length ? String(this.#bounds[nr]) : '+Inf' },
        value: count,
        suffix: '_bucket',
      }
    })
    return [
      ...buckets,
      { labels: this.#labels, value: this.#sum, suffix: '_sum' },
      { labels: this.#labels, value: count, suffix: '_count' },
    ]
  }
}
