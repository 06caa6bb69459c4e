import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib'

export type Encoding = 'auto' | 'identity' | 'gzip' | 'br' | 'deflate'

/** Faults of an upstream, each as a real server would show it. */
export type Fault =
  /** Closes the listening socket and every connection, until `restore()`. */
  | { kind: 'refuse' }
  | { kind: 'status'; code: number; headers?: OutgoingHttpHeaders; body?: string }
  /** Accepts the request and never responds. */
  | { kind: 'noHeaders' }
  /** Sends the headers immediately, then a byte of the list every `ms`. */
  | { kind: 'drip'; ms: number }
  /** Closes the connection after that many bytes of the (encoded) body. */
  | { kind: 'truncate'; afterBytes: number; how: 'chunked' | 'contentLength' }
  /** 200 with a web page, as a captive portal or a maintenance page does. */
  | { kind: 'html' }
  | { kind: 'raw'; body: string | Uint8Array; headers?: OutgoingHttpHeaders; code?: number }
  | { kind: 'emptyList' }
  /** The first half of the models, as a complete list. */
  | { kind: 'halfList' }
  /** All the models, each with fields of the wrong type. */
  | { kind: 'wrongTypes' }
  /** A list of spaces; `bytes` is its decompressed size. */
  | { kind: 'gzipBomb'; bytes: number }
  | { kind: 'redirectLoop' }
  | { kind: 'redirectTo'; url: string; code?: number; body?: string }
  /** Resets the connection instead of responding. */
  | { kind: 'reset' }
  /** Responds normally after `ms`. */
  | { kind: 'delay'; ms: number }
  /** Responds normally once the promise resolves, for tests that must not depend on time. */
  | { kind: 'hold'; until: Promise<void> }

export interface FaultContext {
  request: IncomingMessage
  response: ServerResponse
  models: unknown[]
  serve: (models?: unknown[]) => void
  timers: Set<NodeJS.Timeout>
  encoding: Encoding
}

const JSON_TYPE = { 'content-type': 'application/json' }
/** The default quality takes a second for the real catalogue. */
const FAST_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const PAGE = '<!DOCTYPE html><html><head><title>Down for maintenance</title></head><body>Back soon.</body></html>'

export function respondWithFault(fault: Fault, context: FaultContext): void {
  const { request, response, models, serve, timers } = context
  switch (fault.kind) {
    case 'refuse':
    case 'noHeaders':
      return
    case 'status':
      response
        .writeHead(fault.code, { ...JSON_TYPE, ...fault.headers })
        .end(fault.body ?? `{"error":{"code":${fault.code},"message":"Fault"}}`)
      return
    case 'drip':
      return drip(fault.ms, context)
    case 'truncate':
      return truncate(fault, context)
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
      return
    case 'raw':
      response.writeHead(fault.code ?? 200, { ...JSON_TYPE, ...fault.headers }).end(fault.body)
      return
    case 'emptyList':
      return serve([])
    case 'halfList':
      return serve(models.slice(0, Math.floor(models.length / 2)))
    case 'wrongTypes':
      return serve(models.map((model) => ({ ...(model as object), context_length: 'many', pricing: [], name: 7 })))
    case 'gzipBomb':
      return gzipBomb(fault.bytes, response)
    case 'redirectLoop':
      response.writeHead(302, { location: nextHop(request.url ?? '/') }).end()
      return
    case 'redirectTo':
      response.writeHead(fault.code ?? 302, { location: fault.url }).end(fault.body)
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'delay':
      timers.add(setTimeout(serve, fault.ms))
      return
    case 'hold':
      void fault.until.then(() => serve())
  }
}

/** Sends JSON in the requested encoding, preferring brotli to gzip. */
export function sendEncoded(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  encoding: Encoding,
): void {
  const chosen = encoding === 'auto' ? negotiate(request) : encoding
  const bytes = encode(body, chosen)
  response.writeHead(200, {
    ...JSON_TYPE,
    ...(chosen === 'identity' ? {} : { 'content-encoding': chosen }),
    'content-length': bytes.length,
  })
  response.end(bytes)
}

function negotiate(request: IncomingMessage): Encoding {
  const accepted = (request.headers['accept-encoding'] ?? '').split(/\s*,\s*/)
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity'
}

function encode(body: string, encoding: Encoding): Buffer {
  if (encoding === 'gzip') return gzipSync(body)
  if (encoding === 'br') return brotliCompressSync(body, FAST_BROTLI)
  if (encoding === 'deflate') return deflateSync(body)
  return Buffer.from(body)
}

function list(models: unknown[]): string {
  return JSON.stringify({ data: models, total_count: models.length, links: { next: null } })
}

function drip(ms: number, { response, models, timers }: FaultContext): void {
  const bytes = Buffer.from(list(models))
  let sent = 0
  response.writeHead(200, { ...JSON_TYPE, 'content-length': bytes.length })
  response.flushHeaders()
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent < bytes.length) return
    clearInterval(timer)
    response.end()
  }, ms)
  response.on('close', () => clearInterval(timer))
  timers.add(timer)
}

function truncate(fault: Fault & { kind: 'truncate' }, { request, response, models, encoding }: FaultContext): void {
  const chosen = encoding === 'auto' ? negotiate(request) : encoding
  const bytes = encode(list(models), chosen)
  response.writeHead(200, {
    ...JSON_TYPE,
    ...(chosen === 'identity' ? {} : { 'content-encoding': chosen }),
    ...(fault.how === 'contentLength' ? { 'content-length': bytes.length } : {}),
  })
  response.write(bytes.subarray(0, fault.afterBytes), () => request.socket.destroy())
}

/** Compresses while streaming, so that neither side holds the whole body. Stops when the client disconnects. */
function gzipBomb(bytes: number, response: ServerResponse): void {
  const block = Buffer.alloc(64 * 1024, ' ')
  const chunks = function* (): Generator<Buffer> {
    yield Buffer.from('{"data":[')
    for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length))
    yield Buffer.from(']}')
  }
  response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
  const source = Readable.from(chunks())
  const gzip = createGzip({ level: 1 })
  response.on('close', () => {
    source.destroy()
    gzip.destroy()
  })
  source.pipe(gzip).pipe(response)
}

/** A new URL for each redirect, as from a server that loses a cookie. A client that only remembers URLs would never stop. */
function nextHop(url: string): string {
  const hop = Number(/[?&]hop=(\d+)/.exec(url)?.[1] ?? 0)
  return `/api/v1/models?output_modalities=all&hop=${hop + 1}`
}
