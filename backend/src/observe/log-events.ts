import type { EventMap, Events } from './events.js'
import type { Logger } from './logger.js'

interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error'
  fields: Record<string, unknown>
  message: string
}

type Describe = { [Name in keyof EventMap]?: (...event: EventMap[Name]) => LogLine }

const maxWarnings = 20

/** Events that are logged, and how. No line contains a body or a secret. */
const logged = {
  sync: ({ id, status, scope, model_count, added, changed, removed, duration_ms, detail }) => ({
    level: status === 'applied' || status === 'unchanged' ? 'info' : 'warn',
    fields: { sync_id: id, status, scope, model_count, added, changed, removed, duration_ms, detail },
    message: `sync ${status}`,
  }),
  snapshot: ({ tier, models, ageMs }) => ({
    level: 'info',
    fields: { tier, models, age_seconds: Math.floor(ageMs / 1000) },
    message: `serving ${models} models from ${tier}`,
  }),
  overlay: ({ models, prices, error }) => ({
    level: error === null ? 'info' : 'error',
    fields: { models, prices, error: error ?? undefined },
    message:
      error === null
        ? `overlay: own models: ${models}, own prices: ${prices}`
        : 'the overlay cannot be used; the last good one stays',
  }),
  overlay_warnings: (warnings) => ({
    level: 'warn',
    fields: { warnings: warnings.slice(0, maxWarnings) },
    message: `overlay: ${warnings.length} possible ${warnings.length === 1 ? 'mistake' : 'mistakes'}: ${warnings[0]}`,
  }),
  database: ({ state, previous, afterMs, description, error }) => ({
    level: state === 'lost' || state === 'refused' ? 'warn' : 'info',
    fields: { state, previous, after_ms: afterMs, error: error ?? undefined },
    message: `database ${state === 'lost' && previous === 'starting' ? 'not reached' : state}: ${description}`,
  }),
  upstream_attempt: ({ message, ...fields }) => ({
    level: fields.outcome === 'ok' ? 'debug' : 'warn',
    fields,
    message,
  }),
  spool: ({ what, observedAt, pending, sync }) => ({
    level: what === 'kept' || what === 'committed' ? 'info' : 'error',
    fields: {
      what,
      observed_at: observedAt === null ? null : new Date(observedAt).toISOString(),
      pending,
      sync_id: sync?.id,
      status: sync?.status,
    },
    message: `spool: observation ${what}`,
  }),
  damaged_row: ({ id, repaired }) => ({
    level: 'warn',
    fields: { id, repaired },
    message: repaired
      ? 'a damaged row of ai_models was repaired from the history'
      : 'a damaged row of ai_models could not be repaired; the model is missing until the next sync',
  }),
  unexpected_field: ({ field, models }) => ({
    level: 'warn',
    fields: { field, models },
    message: `upstream sent ${field} with an unexpected type for ${models} ${models === 1 ? 'model' : 'models'}; it is served unchanged`,
  }),
  // A flood must not fill the disk: rate-limited requests are logged at `debug` only. Metrics count them.
  request: ({ id, method, path, status, ms }) => ({
    level: status === 500 ? 'warn' : status >= 400 && status !== 429 ? 'info' : 'debug',
    fields: { request_id: id, method, path, status, ms: Math.round(ms) },
    message: `${method} ${path} ${status}`,
  }),
  overload: ({ state, refused }) => ({
    level: 'warn',
    fields: { state, refused },
    message: state === 'began' ? 'overload: shedding requests' : `overload ended: ${refused} requests were shed`,
  }),
  watch_delivery: ({ watchId, attempt, ok, status, detail, ms }) => ({
    level: ok ? 'info' : 'warn',
    fields: { watch_id: watchId, attempt, status, ms: Math.round(ms), ...(!ok && { detail }) },
    message: ok ? `watch ${watchId}: message delivered` : `watch ${watchId}: attempt ${attempt} failed`,
  }),
  trouble: ({ what, error }) => ({
    level: 'warn',
    fields: { what, err: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
    message: what.replaceAll('_', ' '),
  }),
} satisfies Describe

export function logEvents(events: Events, log: Logger): void {
  for (const [name, describe] of Object.entries(logged) as [keyof EventMap, (event: unknown) => LogLine][]) {
    events.on(name, (event: unknown) => {
      const { level, fields, message } = describe(event)
      log[level]({ event: name, ...fields }, message)
    })
  }
}
