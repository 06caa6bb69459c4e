import type { Events } from './events.js'
import type { Logger } from './logger.js'

/** One line an event. No body and no secret is in any of them. */
export function logEvents(events: Events, log: Logger): void {
  events.on('sync', ({ id, status, scope, model_count, added, changed, removed, duration_ms, detail }) => {
    const level = status === 'applied' || status === 'unchanged' ? 'info' : 'warn'
    log[level](
      { event: 'sync', sync_id: id, status, scope, model_count, added, changed, removed, duration_ms, detail },
      `sync ${status}`,
    )
  })
  events.on('snapshot', ({ tier, models, ageMs }) => {
    log.info(
      { event: 'snapshot', tier, models, age_seconds: Math.floor(ageMs / 1000) },
      `serving ${models} models from ${tier}`,
    )
  })
  events.on('database', ({ state, previous, afterMs, description, error }) => {
    const level = state === 'lost' || state === 'refused' ? 'warn' : 'info'
    log[level](
      { event: 'database', state, previous, after_ms: afterMs, error: error ?? undefined },
      `database ${state}: ${description}`,
    )
  })
  events.on('upstream_attempt', (attempt) => {
    log[attempt.outcome === 'ok' ? 'debug' : 'warn'](
      { event: 'upstream_attempt', ...attempt, message: undefined },
      attempt.message,
    )
  })
  events.on('spool', ({ what, observedAt, pending, sync }) => {
    const observed_at = observedAt === null ? null : new Date(observedAt).toISOString()
    log[what === 'kept' || what === 'committed' ? 'info' : 'error'](
      { event: 'spool', what, observed_at, pending, sync_id: sync?.id, status: sync?.status },
      `spool: observation ${what}`,
    )
  })
  events.on('request', ({ id, method, path, status, ms }) => {
    // A flood must not fill the disk as well: what was refused for being too much is counted in the metrics.
    const level = status === 500 ? 'warn' : status >= 400 && status !== 429 ? 'info' : 'debug'
    log[level](
      { event: 'request', request_id: id, method, path, status, ms: Math.round(ms) },
      `${method} ${path} ${status}`,
    )
  })
  events.on('overload', ({ state, refused }) => {
    log.warn(
      { event: 'overload', state, refused },
      state === 'began'
        ? 'asked for more than can be answered: requests are refused'
        : `overload is over: ${refused} requests were refused`,
    )
  })
  events.on('trouble', ({ what, error }) => {
    log.warn(
      { event: 'trouble', what, err: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
      what.replaceAll('_', ' '),
    )
  })
}
