import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CachedResponse, CacheOutcome, Variant } from './cached-response.js'
import { chooseVariant } from './choose-variant.js'
import { createResponseHeaders, type HeaderOptions } from './headers.js'
import { createEncodingsOf } from './negotiate.js'
import { writeParts } from './write-parts.js'

export interface ResponseWriter {
  /** Responses with freshness headers written so far, by `Cache-Status`. */
  readonly outcomes: Readonly<Record<CacheOutcome, number>>
  /** Writes any response: the one place for negotiation, conditional requests, freshness, request id and CORS. */
  write(req: IncomingMessage, res: ServerResponse, response: CachedResponse, outcome: CacheOutcome): void
  /** Writes a 204. */
  writeNoContent(req: IncomingMessage, res: ServerResponse, extra: readonly string[]): void
  /** The headers that every response has. Flat: name, value. */
  commonHeaders(req: IncomingMessage): string[]
}

export interface WriterOptions extends HeaderOptions {
  /** Called after a response, or a part of a large one, was written. `shared`: bytes that other responses are written from, too. */
  noteWritten?: (res: ServerResponse, shared?: Buffer) => void
  /** Called when a response cannot be written; its connection is closed. */
  onError?: (error: unknown) => void
}

/** Shorter bodies are given to Node as text, which it joins with the headers: one string costs less to write than two buffers. */
const maxTextLength = 4_096

/** Beyond that many pending compressions a response is sent uncompressed: in a flood, waiting would take longer. */
const maxCompressions = 32

export function createResponseWriter(options: WriterOptions): ResponseWriter {
  const { noteWritten = () => {}, onError = () => {} } = options
  const encodingsOf = createEncodingsOf()
  const headers = createResponseHeaders(options)
  const outcomes = { hit: 0, stored: 0, miss: 0 }
  let compressions = 0

  function send(
    req: IncomingMessage,
    res: ServerResponse,
    response: CachedResponse,
    variant: Variant,
    outcome: CacheOutcome,
  ): void {
    const { body } = variant
    res.writeHead(response.status, headers.of(req, response, variant, outcome))
    const isShort = body !== undefined && body.length <= maxTextLength
    if (req.method === 'HEAD') res.end()
    else if (body === undefined) writeParts(res, response.parts, noteWritten)
    else if (isShort) res.end(body.toString('latin1'), 'latin1')
    else res.end(body)
    noteWritten(res, isShort ? undefined : body)
  }

  /** Falls back to the identity body if compression fails. */
  async function compressAndSend(
    req: IncomingMessage,
    res: ServerResponse,
    response: CachedResponse,
    variant: Variant,
    outcome: CacheOutcome,
  ): Promise<void> {
    const starts = !variant.isLoading
    if (starts) compressions++
    const compressed = await variant.load().then(
      () => true,
      () => false,
    )
    if (starts) compressions--
    send(req, res, response, compressed ? variant : response.identity, outcome)
  }

  return {
    outcomes,
    commonHeaders: headers.common,
    writeNoContent: (req, res, extra) => {
      res.writeHead(204, [...headers.common(req), ...extra]).end()
    },
    write: (req, res, response, outcome) => {
      if (response.origin !== null) outcomes[outcome]++
      const { variant, full } = chooseVariant(req.headers, response, encodingsOf(req.headers['accept-encoding']))
      if (!full) {
        res.writeHead(304, headers.ofNotModified(req, response, variant, outcome)).end()
        return noteWritten(res)
      }
      if (variant.encoding === 'identity' || variant.body !== undefined)
        return send(req, res, response, variant, outcome)
      if (compressions >= maxCompressions && !variant.isLoading)
        return send(req, res, response, response.identity, outcome)
      compressAndSend(req, res, response, variant, outcome).catch((error: unknown) => {
        onError(error) // nobody awaits this: without a close, the client would wait forever
        res.destroy()
      })
    },
  }
}
