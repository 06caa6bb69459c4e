import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { respondWithFault, sendEncoded, type Encoding, type Fault } from './fake-upstream-faults.js'

export type { Fault } from './fake-upstream-faults.js'

export interface RecordedRequest {
  method: string
  /** Path and query as received. */
  url: string
  headers: IncomingHttpHeaders
  /** When it arrived, Unix milliseconds. */
  at: number
  /** Resolves when its connection is closed. */
  closed: Promise<void>
}

export interface FakeUpstreamOptions {
  models?: unknown[]
  /** `auto` (the default) honours Accept-Encoding: brotli, then gzip. Anything else is sent regardless of it. */
  encoding?: Encoding
  /** Applies even to requests without `limit`. */
  pageSize?: number
  /** Makes `links.next`. The default is as OpenRouter documents it: a path without the other parameters. */
  nextLink?: (offset: number, limit: number) => string
}

/** OpenRouter's models endpoint on a random port of 127.0.0.1. Like the real one it sends no ETag and no Last-Modified. */
export interface FakeUpstream {
  /** For OPENROUTER_BASE_URL; ends in `/api/v1`. */
  readonly url: string
  readonly requests: RecordedRequest[]
  /** Connections opened so far. */
  readonly connections: number
  setModels(models: unknown[]): void
  /** Sets another document, such as `providers`, by its path below `/api/v1/`. Others respond 404. */
  setDocument(path: string, body: unknown): void
  /**
   * With `times`, queues the fault for that many requests. Without, the fault applies until it is replaced, to every request for which
   * none is queued. `null` ends all faults (except `refuse`, which `restore` ends).
   */
  fault(fault: Fault | null, options?: { times?: number }): void
  /** Ends `refuse`: listens again on the same port. */
  restore(): Promise<void>
  /** The next request to arrive after this call. */
  nextRequest(): Promise<RecordedRequest>
  /** Resolves when no connection is open. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** A model with the keys that OpenRouter always sends. */
export function exampleModel(id: string, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    canonical_slug: id,
    hugging_face_id: '',
    name: `Example: ${id}`,
    created: 1_750_000_000,
    description: `What ${id} is for.`,
    context_length: 128_000,
    architecture: {
      modality: 'text->text',
      input_modalities: ['text'],
      output_modalities: ['text'],
      tokenizer: 'Other',
      instruct_type: null,
    },
    pricing: { prompt: '0.0000001', completion: '0.0000004' },
    top_provider: { context_length: 128_000, max_completion_tokens: 16_384, is_moderated: false },
    per_request_limits: null,
    supported_parameters: ['max_tokens', 'temperature', 'tools'],
    default_parameters: {},
    ...overrides,
  }
}

const IMAGE_ARCHITECTURE = {
  modality: 'text->image',
  input_modalities: ['text'],
  output_modalities: ['image'],
  tokenizer: 'Other',
  instruct_type: null,
}

/** Two text models and one image model, so that the default list and the whole list differ. */
export function exampleModels(): Record<string, unknown>[] {
  return [
    exampleModel('example/alpha'),
    exampleModel('example/beta:free', { pricing: { prompt: '0', completion: '0' } }),
    exampleModel('example/painter', { architecture: IMAGE_ARCHITECTURE }),
  ]
}

export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  let models = options.models ?? exampleModels()
  let connections = 0
  const requests: RecordedRequest[] = []
  const waiting: ((request: RecordedRequest) => void)[] = []
  const timers = new Set<NodeJS.Timeout>()
  const closings = new WeakMap<Socket, Promise<void>>()
  const script = createScript()
  const documents = new Map<string, unknown>()

  const server = createServer((request, response) => {
    const closed = closings.get(request.socket) ?? Promise.resolve()
    const recorded = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      at: Date.now(),
      closed,
    }
    requests.push(recorded)
    for (const resolve of waiting.splice(0)) resolve(recorded)
    const serve = (list: unknown[] = models): void => serveList(request, response, list, { ...options, documents })
    const fault = script.next()
    if (fault)
      respondWithFault(fault, { request, response, models, serve, timers, encoding: options.encoding ?? 'auto' })
    else serve()
  })
  server.on('connection', (socket) => {
    connections += 1
    closings.set(socket, new Promise((resolve) => socket.once('close', () => resolve())))
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    requests,
    get connections() {
      return connections
    },
    setModels: (next) => {
      models = next
    },
    setDocument: (path, body) => void documents.set(`/api/v1/${path}`, body),
    fault: (fault, { times } = {}) => {
      if (fault?.kind === 'refuse') stop()
      else script.add(fault, times)
    },
    restore: () => listen(port),
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    idle: async () => {
      while ((await openConnections(server)) > 0) await new Promise((resolve) => setImmediate(resolve))
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      if (!server.listening) return server.closeAllConnections()
      const closed = once(server, 'close')
      stop()
      await closed
    },
  }
}

function openConnections(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
}

function createScript(): { add: (fault: Fault | null, times?: number) => void; next: () => Fault | null } {
  let permanent: Fault | null = null
  const queue: Fault[] = []
  return {
    add: (fault, times) => {
      if (!fault) queue.length = 0
      if (fault && times !== undefined) queue.push(...Array<Fault>(times).fill(fault))
      else permanent = fault
    },
    next: () => queue.shift() ?? permanent,
  }
}

interface Served extends FakeUpstreamOptions {
  documents: ReadonlyMap<string, unknown>
}

function serveList(request: IncomingMessage, response: ServerResponse, all: unknown[], options: Served): void {
  const url = new URL(request.url ?? '/', 'http://fake.invalid')
  const document = options.documents.get(decodeURIComponent(url.pathname))
  if (document !== undefined)
    return sendEncoded(request, response, JSON.stringify(document), options.encoding ?? 'auto')
  if (url.pathname !== '/api/v1/models') {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"code":404,"message":"Not Found"}}')
    return
  }
  const wanted = url.searchParams.get('output_modalities') ?? 'text'
  const matching =
    wanted === 'all'
      ? all
      : all.filter((model) => outputs(model).some((modality) => wanted.split(',').includes(modality)))
  const offset = Number(url.searchParams.get('offset') ?? 0)
  const limit = Number(url.searchParams.get('limit') ?? options.pageSize ?? Infinity)
  const end = offset + limit
  const link = options.nextLink ?? ((from, count) => `/api/v1/models?offset=${from}&limit=${count}`)
  const body = {
    data: matching.slice(offset, end),
    total_count: matching.length,
    links: { next: end < matching.length ? link(end, limit) : null },
  }
  sendEncoded(request, response, JSON.stringify(body), options.encoding ?? 'auto')
}

function outputs(model: unknown): string[] {
  return (model as { architecture?: { output_modalities?: string[] } } | null)?.architecture?.output_modalities ?? []
}
