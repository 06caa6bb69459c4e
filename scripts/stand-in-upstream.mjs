#!/usr/bin/env node
// A stand-in for the OpenRouter API on loopback, for experiments, tests and CI:
//   node scripts/stand-in-upstream.mjs [--file models.json] [--port 8801]
// Without --file it serves the real capture in ../shared/data if there is one, else a small generated list.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

const CAPTURE = resolve(dirname(fileURLToPath(import.meta.url)), '../../shared/data/openrouter-models-2026-08-22.json')
const GENERATED = 40

/** @returns {string | null} the real capture beside the checkout, if there is one */
export function captureFile() {
  return existsSync(CAPTURE) ? CAPTURE : null
}

/** A small list with the peculiarities of the real one: dynamic and free prices, aliases, images. */
export function generatedModels() {
  return Array.from({ length: GENERATED }, (_, n) => {
    const author = `author-${n % 5}`
    const free = n % 10 === 3
    const id = n === 7 ? '~author-2/latest' : `${author}/model-${n}${free ? ':free' : ''}`
    return {
      id,
      canonical_slug: `${author}/model-${n}`,
      hugging_face_id: n % 3 === 0 ? '' : null,
      name: `Author ${n % 5}: Model ${n}`,
      created: 1_750_000_000 + n * 86_400,
      description: `The generated model number ${n}.`,
      context_length: 8192 * (1 + (n % 16)),
      architecture: {
        modality: 'text->text',
        input_modalities: n % 4 === 0 ? ['text', 'image'] : ['text'],
        output_modalities: n % 20 === 19 ? ['image'] : ['text'],
        tokenizer: 'Other',
        instruct_type: null,
      },
      pricing: free
        ? { prompt: '0', completion: '0' }
        : n === 5
          ? { prompt: '-1', completion: '-1' }
          : { prompt: `0.00000${1 + (n % 9)}`, completion: `0.0000${1 + (n % 9)}` },
      top_provider: {
        context_length: 8192 * (1 + (n % 16)),
        max_completion_tokens: n % 2 === 0 ? 4096 : null,
        is_moderated: false,
      },
      per_request_limits: null,
      supported_parameters: ['max_tokens', 'temperature'],
    }
  })
}

/**
 * Serves models as the real API does: text-output models by default, no validators, gzip if accepted.
 * @param {{models: any[], port?: number, onRequest?: (line: string) => void}} options `port` 0 picks a free one
 * @returns {Promise<{baseUrl: string, close: () => Promise<void>}>} `baseUrl` is an OPENROUTER_BASE_URL
 */
export async function startStandIn({ models, port = 0, onRequest = () => {} }) {
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://stand-in')
    const { status, body } = respond(url, models)
    const bytes = Buffer.from(JSON.stringify(body))
    const zipped = /\bgzip\b/.test(req.headers['accept-encoding'] ?? '')
    res.writeHead(status, { 'content-type': 'application/json', ...(zipped && { 'content-encoding': 'gzip' }) })
    res.end(zipped ? gzipSync(bytes) : bytes)
    onRequest(`${req.method} ${url.pathname}${url.search} ${status}`)
  })
  await new Promise((done, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', done)
  })
  const close = () =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { baseUrl: `http://127.0.0.1:${server.address().port}/api/v1`, close }
}

function respond(url, models) {
  const notFound = { status: 404, body: { error: { message: 'Not Found', code: 404 } } }
  const [, id] = /^\/api\/v1\/models\/(.+)\/endpoints$/.exec(decodeURIComponent(url.pathname)) ?? []
  if (id !== undefined) {
    const model = models.find((one) => one.id === id || one.canonical_slug === id)
    return model === undefined ? notFound : { status: 200, body: { data: { id, endpoints: endpointsOf(model) } } }
  }
  if (url.pathname !== '/api/v1/models') return notFound
  const wanted = (url.searchParams.get('output_modalities') ?? 'text').split(',')
  const data = wanted.includes('all')
    ? models
    : models.filter((model) => model.architecture?.output_modalities?.some((output) => wanted.includes(output)))
  return { status: 200, body: { data, total_count: data.length, links: { next: null } } }
}

/** Two generated providers: one with the prices and limits of the model, and a dearer one. */
function endpointsOf({ id, name, pricing, context_length: context, top_provider: top }) {
  const common = { model_id: id, model_name: name, context_length: context, supported_parameters: [], status: 0 }
  const dearer = Object.entries(pricing ?? {}).map(([key, price]) =>
    Number(price) > 0 ? [key, (Number(price) * 2).toFixed(12)] : [key, price],
  )
  return [
    {
      ...common,
      name: `Second | ${id}`,
      provider_name: 'Second Provider',
      tag: 'second/fp8',
      pricing: Object.fromEntries(dearer),
      quantization: 'fp8',
      max_completion_tokens: null,
      uptime_last_1d: 98.1234,
      latency_last_30m: null,
      throughput_last_30m: null,
    },
    {
      ...common,
      name: `First | ${id}`,
      provider_name: 'First Provider',
      tag: 'first-provider',
      pricing,
      quantization: 'unknown',
      max_completion_tokens: top?.max_completion_tokens ?? null,
      uptime_last_1d: 99.95,
      latency_last_30m: null,
      throughput_last_30m: null,
    },
  ]
}

async function main() {
  const { values } = parseArgs({ options: { file: { type: 'string' }, port: { type: 'string', default: '0' } } })
  const file = values.file ?? captureFile()
  const models = file === null ? generatedModels() : JSON.parse(readFileSync(file, 'utf8')).data
  const standIn = await startStandIn({ models, port: Number(values.port), onRequest: (line) => console.log(line) })
  console.log(`${models.length} models from ${file === null ? 'a generated list' : file}`)
  console.log(`OPENROUTER_BASE_URL=${standIn.baseUrl}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void standIn.close())
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main()
