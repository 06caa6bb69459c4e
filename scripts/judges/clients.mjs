// `node scripts/judges/clients.mjs`: opencode, unmodified, must list the models of the built program and those of the mirrored
// catalogue. Everything is on loopback; only the installation needs the network.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatedModels } from '../stand-in-upstream.mjs'
import { ROOT } from '../root.mjs'
import { installJudge } from './install.mjs'
import { startProgram } from './program.mjs'

const folder = join(import.meta.dirname, 'clients')
const opencode = join(folder, 'node_modules/opencode-linux-x64-baseline/bin/opencode')
const READY_TIMEOUT_MS = 30_000
const CLIENT_TIMEOUT_MS = 45_000
const POLL_MS = 100

const unreachable = installJudge(folder)
if (unreachable !== null || !existsSync(opencode)) {
  console.log(
    `SKIPPED: opencode: ${unreachable ?? `it is installed on Linux, x64 only; this is ${process.platform}, ${process.arch}`}`,
  )
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-clients-'))
  try {
    const problems = await judge(scratch)
    for (const problem of problems) console.log(problem)
    console.log(problems.length === 0 ? '1 passed, 0 failed, 0 skipped' : '0 passed, 1 failed, 0 skipped')
    process.exitCode = problems.length === 0 ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** @returns {Promise<string[]>} what differs between the models that opencode lists and those that are published */
async function judge(scratch) {
  const models = generatedModels()
  const site = await startSite(mirroredDocument())
  const program = await startProgram(ROOT, scratch, { MIRROR: 'models.dev', MODELS_DEV_URL: site.url })
  try {
    const base = `${program.url}/models.dev`
    await served(base, models.length)
    const listed = await listWithOpencode(base, join(scratch, 'home'))
    const published = [...models.map(({ id }) => `openrouter/${id}`), 'mirrored/model-a', 'mirrored/model-b']
    console.log(`opencode lists ${listed.length} models; ${published.length} are published`)
    return [
      ...published.filter((id) => !listed.includes(id)).map((id) => `opencode does not list ${id}`),
      ...listed.filter((id) => !published.includes(id)).map((id) => `opencode lists ${id}, which is not published`),
    ]
  } finally {
    await program.stop()
    await site.close()
  }
}

/** One provider with two models, enough others to be accepted, and models of OpenRouter that must not be listed. */
function mirroredDocument() {
  const provider = (id, env, ids) => ({
    id,
    env,
    npm: '@ai-sdk/openai-compatible',
    api: 'https://api.example.com/v1',
    name: id,
    doc: 'https://example.com',
    models: Object.fromEntries(ids.map((modelId) => [modelId, mirroredModel(modelId)])),
  })
  const others = Array.from({ length: 100 }, (_, nr) => provider(`other-${nr}`, [`OTHER_${nr}_KEY`], ['m']))
  const providers = [
    provider('mirrored', ['MIRRORED_KEY'], ['model-a', 'model-b']),
    provider('openrouter', ['OPENROUTER_API_KEY'], ['gone/model']),
    ...others,
  ]
  return Object.fromEntries(providers.map((one) => [one.id, one]))
}

function mirroredModel(id) {
  return {
    id,
    name: id,
    attachment: false,
    reasoning: false,
    tool_call: true,
    release_date: '2026-01-01',
    last_updated: '2026-01-01',
    modalities: { input: ['text'], output: ['text'] },
    open_weights: false,
    limit: { context: 8_192, output: 4_096 },
    cost: { input: 1, output: 2 },
  }
}

async function startSite(document) {
  const body = JSON.stringify(document)
  const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () =>
    new Promise((done) => {
      server.close(done)
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${server.address().port}/api.json`, close }
}

/** Resolves when the document holds the mirrored part and all of ours. */
async function served(base, models) {
  const deadline = Date.now() + READY_TIMEOUT_MS
  let sources = 'nothing'
  while (Date.now() < deadline) {
    const response = await fetch(`${base}/api.json`)
    await response.arrayBuffer()
    sources = response.headers.get('x-catalogue-sources') ?? `a ${response.status}`
    if (sources.includes('mirror=') && sources.includes(`openrouter=${models}`)) return
    await new Promise((done) => setTimeout(done, POLL_MS))
  }
  throw new Error(`after ${READY_TIMEOUT_MS / 1_000} s the document is made of ${sources}`)
}

/** `--refresh`: the first start would list the models that opencode ships with. */
async function listWithOpencode(base, home) {
  mkdirSync(home)
  const child = spawn(opencode, ['models', '--refresh'], {
    cwd: home,
    // No other variable: providers are listed for keys in the environment.
    env: {
      PATH: process.env.PATH,
      HOME: home,
      OPENCODE_MODELS_URL: base,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENROUTER_API_KEY: 'none',
      MIRRORED_KEY: 'none',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: CLIENT_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`opencode exited with ${code}`)
  return output.split('\n').filter((line) => line !== '')
}
