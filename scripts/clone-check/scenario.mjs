/** What the README promises, done in a clone: every tier in turn, each from a start of its own. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { startProgram, waitFor } from './program.mjs'

const INSTALL_MS = 5 * 60_000
const START_MS = 60_000
const REQUEST_MS = 10_000
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/none'

/**
 * @param {{clone: string, env: NodeJS.ProcessEnv, port: number, folder: string, models: any[], standIn: {baseUrl: string, close: () => Promise<void>}}} place
 * @param {(name: string, work: () => any) => Promise<any>} check
 * @param {(program: {kill: () => void}) => void} onProgram is told of every program, so that it can be killed
 */
export async function runScenario(place, check, onProgram) {
  const { models, standIn } = place
  const seed = JSON.parse(readFileSync(join(place.clone, 'backend/seed/openrouter-models.json'), 'utf8')).data
  const common = {
    PORT: String(place.port),
    OPENROUTER_BASE_URL: standIn.baseUrl,
    DATA_DIR: join(place.folder, 'data'),
  }
  const isList = (answer) => isSameList(answer.body.data, models)
  const runs = runner(place, onProgram)
  let etag

  await withProgram('npm start on a fresh clone listens', common, INSTALL_MS, async ({ get, program }) => {
    await check('the first sync is in /api/syncs', () =>
      waitFor(async () => (await get('/api/syncs')).body.data.find((sync) => sync.status === 'applied'), {
        what: 'an applied sync',
        ms: START_MS,
        program,
      }),
    )
    const answer = await check("GET /api/models is upstream's list, in its order", () => getAnd(get, isList))
    await check('X-Data-Source says upstream', () => assert.equal(answer?.headers.get('x-data-source'), 'upstream'))
    await check('freshness is told: ETag, Last-Modified, Age, Cache-Control', () => {
      etag = answer?.headers.get('etag')
      assert.match(String(etag), /^(W\/)?".+"$/)
      assert.ok(Date.parse(answer.headers.get('last-modified')) > 0, 'no Last-Modified')
      assert.match(String(answer.headers.get('age')), /^\d+$/)
      assert.match(
        String(answer.headers.get('cache-control')),
        /public.*max-age=\d+.*stale-while-revalidate=\d+.*stale-if-error=\d+/,
      )
    })
    await check('asked again, the answer is a cache hit', () => isHit(get))
    await check('GET / is the page, with its files and a policy that allows nothing else', () => hasPage(get))
    await check('what changed is in /api/changes', async () =>
      assert.equal((await get('/api/changes?limit=1')).body.data[0]?.kind, 'model_added'),
    )
    await check('with the ETag it had, the answer is 304', () =>
      getAnd(get, ({ status }) => assert.equal(status, 304), { 'if-none-match': etag }),
    )
  })

  await standIn.close()
  await withProgram('a restart with upstream gone listens', common, START_MS, ({ get, program }) =>
    tierAnswers('database', { get, program }),
  )
  await withProgram(
    'a start with the database out of reach as well listens',
    { ...common, DATABASE_URL: NO_DATABASE },
    START_MS,
    ({ get, program }) => tierAnswers('file', { get, program }),
  )
  await withProgram(
    'a start with nothing at all listens',
    { ...common, DATABASE_URL: NO_DATABASE, DATA_DIR: join(place.folder, 'empty') },
    START_MS,
    async ({ get, program }) => {
      const answer = await check('X-Data-Source says seed', () => untilTier('seed', get, program))
      await check('GET /api/models is the seed that ships with it', () =>
        isSameList(sortedIds(answer?.body.data ?? []), sortedIds(seed)),
      )
    },
  )
  await check('npx --no -- modelkeep --help works', () => runs('npx', ['--no', '--', 'modelkeep', '--help']))
  await historyTravels(place, check, { from: common.DATA_DIR, run: runs })

  async function tierAnswers(tier, { get, program }) {
    const answer = await check(`X-Data-Source says ${tier}`, () => untilTier(tier, get, program))
    await check(`GET /api/models from the ${tier} is upstream's list, in its order`, () =>
      isList(answer ?? { body: {} }),
    )
    await check(`the ${tier} gives the same ETag`, () => assert.equal(answer?.headers.get('etag'), etag))
    await check(`from the ${tier} too, asked again, the answer is a cache hit`, () => isHit(get))
  }

  async function withProgram(name, env, ms, work) {
    const program = startProgram('npm', ['start'], { cwd: place.clone, env: { ...place.env, ...env } })
    onProgram(program)
    const get = (path, headers = {}) => request(`http://127.0.0.1:${place.port}${path}`, headers)
    await check(name, () =>
      waitFor(async () => (await get('/readyz')).status === 200, { what: 'GET /readyz to answer 200', ms, program }),
    )
    await work({ get, program })
    await check('it stops on SIGTERM and leaves no process behind', () => program.stop())
  }
}

/** Runs a command to its end. */
function runner(place, onProgram) {
  return async (command, args, env = {}) => {
    const program = startProgram(command, args, { cwd: place.clone, env: { ...place.env, ...env } })
    onProgram(program)
    await waitFor(() => program.ended() !== null, { what: `${command} to end`, ms: START_MS })
    assert.equal(program.ended(), 0, program.output())
  }
}

/** What one clone observed is read into the empty history of another. */
async function historyTravels({ folder }, check, { from, run }) {
  const file = join(folder, 'history.ndjson.gz')
  await check('modelkeep export --history writes what was observed', () =>
    run('npx', ['--no', '--', 'modelkeep', 'export', '--history', '--output', file], { DATA_DIR: from }),
  )
  await check('modelkeep import reads it into an empty history', () =>
    run('npx', ['--no', '--', 'modelkeep', 'import', file], { DATA_DIR: join(folder, 'imported') }),
  )
}

async function request(url, headers) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(REQUEST_MS) })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text,
  }
}

async function getAnd(get, look, headers) {
  const answer = await get('/api/models', headers)
  look(answer)
  return answer
}

/** Better tiers come in as they can be reached, so the one that is expected may be a moment away; no answer may fail. */
function untilTier(tier, get, program) {
  let seen = 'none'
  return waitFor(
    async () => {
      const answer = await get('/api/models')
      assert.equal(answer.status, 200)
      seen = answer.headers.get('x-data-source')
      if (seen !== tier) throw new Error(`X-Data-Source says ${seen}`)
      return answer
    },
    { what: `the ${tier} tier`, ms: START_MS, program },
  )
}

async function hasPage(get) {
  const { status, headers, body } = await get('/')
  assert.equal(status, 200)
  assert.match(String(headers.get('content-security-policy')), /^default-src 'none'/)
  const files = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  assert.ok(
    files.some((path) => path.endsWith('.js')) && files.some((path) => path.endsWith('.css')),
    'the page names no script or no stylesheet',
  )
  for (const path of files) {
    const file = await get(path)
    assert.equal(file.status, 200, path)
    assert.match(String(file.headers.get('cache-control')), /immutable/)
  }
}

async function isHit(get) {
  await get('/api/models')
  await getAnd(get, ({ headers }) => assert.match(String(headers.get('cache-status')), /^modelkeep; ?hit/))
}

/** Throws what a person can read: an assertion on the whole would print both lists. */
function isSameList(actual, expected) {
  assert.ok(Array.isArray(actual), 'there is no list in the answer')
  const at = expected.findIndex((model, n) => !isDeepStrictEqual(actual[n], model))
  if (at !== -1)
    assert.deepStrictEqual(
      actual[at],
      expected[at],
      `the list differs from model ${at} on: ${actual[at]?.id} for ${expected[at].id}`,
    )
  assert.equal(actual.length, expected.length)
}

function sortedIds(models) {
  return models.map((model) => model.id).toSorted()
}
