/** The promises of the README, checked in a clone. Each tier serves once, each after a start of its own. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { freePort, waitFor } from './processes.mjs'

const INSTALL_MS = 5 * 60_000
const START_MS = 60_000
const REQUEST_MS = 10_000
const UNREACHABLE_DATABASE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }

/**
 * @param {object} options
 * @param {ReturnType<import('./scratch.mjs').createScratch>} options.scratch
 * @param {(name: string, work: () => any) => Promise<any>} options.check
 * @param {string} options.clone
 * @param {any[]} options.models what upstream serves
 * @param {{baseUrl: string, close: () => Promise<void>}} options.standIn
 * @param {NodeJS.ProcessEnv} options.env
 */
export async function runCloneScenario({ scratch, check, clone, models, standIn, env }) {
  const port = await freePort()
  const dataDir = join(scratch.folder, 'data')
  const settings = { ...env, PORT: String(port), OPENROUTER_BASE_URL: standIn.baseUrl, DATA_DIR: dataDir }
  const get = (path, headers) => request(`http://127.0.0.1:${port}${path}`, headers)
  const serve = async (name, serviceEnv, ms, work) => {
    const program = scratch.start('npm', ['start'], { cwd: clone, env: serviceEnv })
    await check(name, () =>
      waitFor(async () => (await get('/readyz')).status === 200, { what: 'GET /readyz', ms, program }),
    )
    await work(program)
    await check('it stops on SIGTERM and leaves no process behind', () => program.stop())
  }
  let etag
  await serve('npm start on a fresh clone serves', settings, INSTALL_MS, async (program) => {
    etag = await checkUpstreamTier({ check, get, models, program })
  })
  await standIn.close()
  await checkLowerTiers({ check, get, serve, models, etag, settings, clone, emptyDir: join(scratch.folder, 'empty') })
  await checkCommands({ check, scratch, clone, env, dataDir })
}

/** @returns the ETag of the list */
async function checkUpstreamTier({ check, get, models, program }) {
  await check('/api/syncs lists the first sync', () =>
    waitFor(async () => (await get('/api/syncs')).body.data.find((sync) => sync.status === 'applied'), {
      what: 'an applied sync',
      ms: START_MS,
      program,
    }),
  )
  const list = await check("GET /api/models is upstream's list, in its order", async () => {
    const response = await get('/api/models')
    assertSameList(response.body.data, models)
    return response
  })
  const etag = list?.headers.get('etag')
  await check('X-Data-Source is upstream', () => assert.equal(list?.headers.get('x-data-source'), 'upstream'))
  await check('freshness headers are present: ETag, Last-Modified, Age, Cache-Control', () =>
    assertFreshness(list.headers),
  )
  await check('a repeated request is a cache hit', () => assertCacheHit(get))
  await check('GET / is the page, with its files and a strict content security policy', () => assertPage(get))
  await check('/api/changes lists the first changes', async () =>
    assert.equal((await get('/api/changes?limit=1')).body.data[0]?.kind, 'model_added'),
  )
  await check('a conditional request gets 304', async () =>
    assert.equal((await get('/api/models', { 'if-none-match': etag })).status, 304),
  )
  return etag
}

/** Database, file and seed, each after a restart without the tiers above it. */
async function checkLowerTiers({ check, get, serve, models, etag, settings, clone, emptyDir }) {
  const servesTier = async (tier, program) => {
    const list = await check(`X-Data-Source is ${tier}`, () => listFromTier(tier, get, program))
    await check(`GET /api/models from the ${tier} is upstream's list, in its order`, () =>
      assertSameList(list?.body.data, models),
    )
    await check(`the ${tier} has the same ETag`, () => assert.equal(list?.headers.get('etag'), etag))
    await check(`a repeated request to the ${tier} is a cache hit`, () => assertCacheHit(get))
  }
  const seed = JSON.parse(readFileSync(join(clone, 'backend/seed/openrouter-models.json'), 'utf8')).data
  const withoutDatabase = { ...settings, ...UNREACHABLE_DATABASE }
  const withoutAnything = { ...withoutDatabase, DATA_DIR: emptyDir }
  await serve('a restart without upstream serves', settings, START_MS, (program) => servesTier('database', program))
  await serve('a restart without the database serves', withoutDatabase, START_MS, (program) =>
    servesTier('file', program),
  )
  await serve('a start without anything serves', withoutAnything, START_MS, async (program) => {
    const list = await check('X-Data-Source is seed', () => listFromTier('seed', get, program))
    await check('GET /api/models is the seed', () => assertSameList(sortedIds(list?.body.data ?? []), sortedIds(seed)))
  })
}

async function checkCommands({ check, scratch, clone, env, dataDir }) {
  const modelkeep = (args, settings) =>
    scratch.run('npx', ['--no', '--', 'modelkeep', ...args], { cwd: clone, env: { ...env, ...settings } })
  const history = join(scratch.folder, 'history.ndjson.gz')
  await check('npx --no -- modelkeep --help works', () => modelkeep(['--help']))
  await check('modelkeep export --history writes the history', () =>
    modelkeep(['export', '--history', '--output', history], { DATA_DIR: dataDir }),
  )
  await check('modelkeep import reads it into an empty history', () =>
    modelkeep(['import', history], { DATA_DIR: join(scratch.folder, 'imported') }),
  )
}

/** A better tier replaces a worse one as soon as it is loaded, so the expected one may take a moment. No request may fail. */
function listFromTier(tier, get, program) {
  const load = async () => {
    const response = await get('/api/models')
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('x-data-source'), tier)
    return response
  }
  return waitFor(load, { what: `the ${tier} tier`, ms: START_MS, program })
}

async function request(url, headers = {}) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(REQUEST_MS) })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

function assertFreshness(headers) {
  assert.match(String(headers.get('etag')), /^(W\/)?".+"$/)
  assert.ok(Date.parse(headers.get('last-modified')) > 0, 'no Last-Modified')
  assert.match(String(headers.get('age')), /^\d+$/)
  assert.match(
    String(headers.get('cache-control')),
    /public.*max-age=\d+.*stale-while-revalidate=\d+.*stale-if-error=\d+/,
  )
}

async function assertCacheHit(get) {
  await get('/api/models')
  const { headers } = await get('/api/models')
  assert.match(String(headers.get('cache-status')), /^modelkeep; ?hit/)
}

async function assertPage(get) {
  const { status, headers, body } = await get('/')
  assert.equal(status, 200)
  assert.match(String(headers.get('content-security-policy')), /^default-src 'none'/)
  const files = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  for (const extension of ['.js', '.css'])
    assert.ok(
      files.some((path) => path.endsWith(extension)),
      `the page names no ${extension} file`,
    )
  for (const path of files) {
    const file = await get(path)
    assert.equal(file.status, 200, path)
    assert.match(String(file.headers.get('cache-control')), /immutable/)
  }
}

/** Names the first difference only: an assertion on the whole list would print both. */
function assertSameList(actual, expected) {
  assert.ok(Array.isArray(actual), 'the response has no list')
  const at = expected.findIndex((model, n) => !isDeepStrictEqual(actual[n], model))
  if (at !== -1) assert.deepStrictEqual(actual[at], expected[at], `the list differs at position ${at}`)
  assert.equal(actual.length, expected.length)
}

function sortedIds(models) {
  return models.map((model) => model.id).toSorted()
}
