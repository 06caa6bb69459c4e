import type { IncomingMessage, ServerResponse } from 'node:http'
import { createResponseHeaders, type WriteOptions } from './headers.js'
import { chooseVariant } from './choose-variant.js'
import type { CacheOutcome, CachedResponse, Variant } from './cached-response.js'
import { createLentBuffers } from './buffer-pool.js'
import { createEncodingsOf } from './negotiate.js'
import { createTurns } from './compression-queue.js'
import { isTooLongToJoin, writeParts } from './write-parts.js'

export interface ResponseWriter {
  /** How many answers with freshness headers went out so far, by what `Cache-Status` said. */
  readonly outcomes: Readonly<Record<CacheOutcome, number>>
  /** Writes any answer: negotiation, conditionals, freshness, request id and CORS have their one place here. */
  write(req: IncomingMessage, res: ServerResponse, entry: CachedResponse, outcome: CacheOutcome): void
  /** Writes an answer without a body: 204. */
  writeNoContent(req: IncomingMessage, res: ServerResponse, extra: readonly string[]): void
  /** The headers that every answer has, whatever it is: name, value. */
  commonHeaders(req: IncomingMessage): string[]
}

/** Each holds a megabyte or more; Node has four threads for it and for files. */
const compressedAtOnce = 3
/** Who would be one more gets the plain body: in a flood of answers that nobody has compressed yet, waiting for that would take longest. */
const mostWaiting = 32

/** `noteWritten` is told of each answer that has been written to its end, or a piece of a long one, and of the bytes that it shares with others. */
export function createResponseWriter(
  options: WriteOptions & { noteWritten?: (res: ServerResponse, shared?: Buffer) => void },
): ResponseWriter {
  const { noteWritten = () => {} } = options
  const encodingsOf = createEncodingsOf()
  const headers = createResponseHeaders(options)
  const lent = createLentBuffers()
  const inTurn = createTurns(compressedAtOnce, mostWaiting)
  const outcomes = { hit: 0, stored: 0, miss: 0 }

  function send(
    req: IncomingMessage,
    res: ServerResponse,
    entry: CachedResponse,
    variant: Variant,
    outcome: CacheOutcome,
  ): void {
    res.writeHead(entry.status, headers.of(req, entry, variant, { full: true, outcome }))
    if (req.method === 'HEAD') res.end()
    else if (variant.encoding !== 'identity' || entry.plain.body !== undefined) res.end(variant.body)
    else if (isTooLongToJoin(entry.length)) writeParts(res, entry.parts, noteWritten)
    else if (outcome === 'hit')
      res.end(entry.keepPlain()) // asked for again: it is worth its room
    else {
      const body = lent.join(entry.parts, entry.length)
      res.end(body, () => lent.release(body)) // when the system has taken it over
    }
    noteWritten(res, variant.body)
  }

  return {
    outcomes,
    commonHeaders: headers.common,
    writeNoContent: (req, res, extra) => {
      res.writeHead(204, [...headers.common(req), ...extra]).end()
    },
    write: (req, res, entry, outcome) => {
      if (entry.origin !== null) outcomes[outcome]++
      const { variant: chosen, full } = chooseVariant(req.headers, entry, encodingsOf(req.headers['accept-encoding']))
      if (!full) {
        res.writeHead(304, headers.of(req, entry, chosen, { full: false, outcome })).end()
        return
      }
      const { encoding } = chosen
      if (encoding === 'identity' || chosen.body !== undefined) return send(req, res, entry, chosen, outcome)
      const made = entry.isMaking(encoding) ? entry.make(encoding) : inTurn(() => entry.make(encoding, lent))
      if (made === null) return send(req, res, entry, entry.plain, outcome)
      void made.then(() => send(req, res, entry, chosen.body === undefined ? entry.plain : chosen, outcome))
    },
  }
}
