/**
 * Delivers messages: each at least once, those of a watch in order. What is pending is in the database, so that any replica can go on
 * where another one stopped. Times of attempts are by the database's clock.
 */
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import type { Message } from './message.js'
import { claimMessages, nextDueInMs, type ClaimedMessage } from './queries/claim-messages.js'
import { settleDelivered, settleFailed, type Attempt } from './queries/settle-message.js'
import { readRetryAfter, retryDelayMs } from './retry-schedule.js'
import type { Send, SendResult } from './send.js'

export interface DeliveryParts {
  db: Database
  send: Send
  clock: Clock
  events: Events
  random?: () => number
}

export interface Delivery {
  /** Delivers until `signal` is aborted. Rejects then, when the attempts in progress have ended. */
  run(signal: AbortSignal): Promise<never>
  /** There may be something to deliver. */
  wake(): void
}

const maxConcurrent = 8
/** Several times the duration of an attempt. Another replica repeats an attempt whose claim has ended. */
const claimMs = 60_000
/** A process that was stopped for this long may not send any more: the claim ends soon. */
const latestSendMs = 30_000
/** How often to look for what other replicas have enqueued, if no sync wakes this one. */
const longestPollMs = 10_000

export function createDelivery({ db, send, clock, events, random = Math.random }: DeliveryParts): Delivery {
  const running = new Map<string, Promise<void>>()
  let wake = (): void => {}

  async function deliver(message: ClaimedMessage, claimedHere: number): Promise<void> {
    const elapsedMs = performance.now() - claimedHere
    if (elapsedMs > latestSendMs) return
    const sentAt = message.claimedAt + elapsedMs
    const startedAt = performance.now()
    const result = await send(messageOf(message, sentAt), message.watch.destination, message.watch.secrets).catch(
      (error: unknown) => {
        events.emit('trouble', { what: 'watch_message_not_sent', error })
        return internalError
      },
    )
    const latencyMs = performance.now() - startedAt
    const attempt = attemptOf(message, result, latencyMs)
    if (result.ok) await settleDelivered(db, attempt)
    else await settleFailed(db, attempt, afterFailure(message.attempt, result, sentAt, random))
    events.emit('watch_delivery', {
      watchId: message.watch.id,
      attempt: message.attempt,
      ok: result.ok,
      status: result.status,
      detail: result.detail,
      ms: latencyMs,
    })
  }

  function start(message: ClaimedMessage): void {
    const { target } = message.watch.destination
    const work = deliver(message, performance.now())
      .catch((error: unknown) => void events.emit('trouble', { what: 'watch_delivery_failed', error }))
      .finally(() => {
        running.delete(target)
        wake()
      })
    running.set(target, work)
  }

  /** @returns milliseconds until there may be more */
  async function deliverDue(): Promise<number> {
    if (db.status().state !== 'connected') return longestPollMs
    try {
      const free = maxConcurrent - running.size
      const claimed =
        free === 0 ? [] : await claimMessages(db, { limit: free, busyTargets: [...running.keys()], claimMs })
      claimed.forEach(start)
      if (claimed.length > 0) return 0
      const dueMs = (await nextDueInMs(db)) ?? Infinity
      // What is due, and was not claimed, waits for an attempt that is running here or elsewhere.
      return dueMs <= 0 ? longestPollMs : Math.min(longestPollMs, dueMs)
    } catch (error) {
      events.emit('trouble', { what: 'watch_events_not_read', error })
      return longestPollMs
    }
  }

  return {
    run: async (signal) => {
      try {
        for (;;) {
          const woken = new Promise<void>((resolve) => {
            wake = resolve
          })
          const waitMs = await deliverDue()
          signal.throwIfAborted()
          await waitFor(woken, waitMs, clock, signal)
        }
      } finally {
        await Promise.all(running.values())
      }
    },
    wake: () => wake(),
  }
}

async function waitFor(woken: Promise<void>, ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const timer = new AbortController()
  const ended = (): void => timer.abort(signal.reason)
  signal.addEventListener('abort', ended, { once: true })
  try {
    await Promise.race([woken, clock.sleep(ms, timer.signal)])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', ended)
    timer.abort(new Error('no longer awaited'))
  }
}

function messageOf({ id, watch, items, createdAt }: ClaimedMessage, sentAt: number): Message {
  const [first] = items
  const kind = items.length === 1 && first !== undefined ? first.type : 'digest'
  return { id, kind, sentAt, createdAt, watch: { id: watch.id, name: watch.name }, items }
}

function attemptOf({ id, watch, attempt }: ClaimedMessage, { status, detail }: SendResult, latencyMs: number): Attempt {
  return { watchId: watch.id, messageId: id, attempt, status, latencyMs, detail }
}

/** Recorded and repeated like any failure, so that it is visible and does not go on forever. */
const internalError: SendResult = {
  ok: false,
  status: null,
  retryAfter: null,
  detail: 'the message could not be sent, because of an internal error',
}
const gone = 410

function afterFailure(attempt: number, { status, retryAfter }: SendResult, now: number, random: () => number) {
  return {
    retryInMs: retryDelayMs(attempt, readRetryAfter(retryAfter, now), random),
    disable: status === gone ? 'the receiver responded with 410 Gone: it no longer wants messages' : null,
  }
}
