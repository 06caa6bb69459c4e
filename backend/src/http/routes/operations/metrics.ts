import * as z from 'zod'
import { defineRoute } from '../../route.js'

export const metrics = defineRoute({
  method: 'GET',
  path: '/metrics',
  responses: {
    'text/plain': {
      schema: z.string(),
      example:
        '# HELP modelkeep_snapshot_age_seconds …\n# TYPE modelkeep_snapshot_age_seconds gauge\nmodelkeep_snapshot_age_seconds 42.1\n',
    },
  },
  docs: {
    id: 'getMetrics',
    tag: 'Operations',
    summary: 'Metrics for Prometheus',
    description:
      "Requests, cache, catalogue, syncs, upstream, database and process, in Prometheus' text format. Waits for no dependency.",
  },
  access: 'public',
  cache: 'never',
  load: 'scrape',
  services: ['metricsText'],
  handle: async (_input, { metricsText }) => {
    const { contentType, text } = await metricsText()
    return { body: text, contentType, basis: { kind: 'none' } }
  },
})
