import type { Sample } from './histogram.js'

/** One metric, and how it stands now. `name` as Prometheus spells it. */
export interface Metric {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  /** Waits on nothing. */
  samples(): Sample[]
}

export interface Exposition {
  contentType: string
  /** Prometheus' text format. */
  text(): Promise<string>
}

/**
 * The metrics in Prometheus' text format, with those of the process beside them. prom-client takes longer to load than a start may
 * take, and nobody scrapes before the first answer: it is loaded when this is called.
 */
export async function createExposition(metrics: readonly Metric[]): Promise<Exposition> {
  const { default: client } = await import('prom-client')
  const registry = new client.Registry()
  for (const metric of metrics) registry.registerMetric(asClientMetric(metric) as never)
  client.collectDefaultMetrics({ register: registry })
  return { contentType: registry.contentType, text: () => registry.metrics() }
}

/** A registry asks each of its metrics for its values when it is scraped; where they come from is ours. */
function asClientMetric({ name, type, help, samples }: Metric): object {
  const values = (): object[] =>
    samples().map(({ labels, value, suffix = '' }) => ({ labels, value, metricName: name + suffix }))
  return { name, get: () => Promise.resolve({ name, type, help, aggregator: 'sum', values: values() }) }
}
