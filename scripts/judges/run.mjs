// `npm run judge [-- --minutes 10]`: tests the running program with independent tools: opencode, requests generated from the contract,
// random streams of HTTP, a flood from one address, slowhttptest and ffuf, all on loopback. A tool that is not installed is skipped, with the command that installs it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../root.mjs'
import { startProgram } from './program.mjs'
import { fuzzWords } from './words.mjs'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0')
const slowSeconds = Math.max(5, Math.round(minutes * 3))

const results = []
const record = (name, verdict, detail = '') => results.push({ name, verdict, detail })
const judge = (name, passed, detail) => record(name, passed ? 'passed' : 'failed', detail)
const isInstalled = (command, args) => spawnSync(command, args).error === undefined

judge('redocly and spectral', (await run(process.execPath, [join(ROOT, 'scripts/judges/contract.mjs')])) === 0)
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
const generated = [vitest, 'run', 'backend/test/contract/generated.test.ts', '--reporter=dot']
judge(
  `requests generated from the contract, ${minutes} min`,
  (await run(process.execPath, generated, { MODELKEEP_JUDGE_MINUTES: String(minutes) })) === 0,
)

const judgeOf = (name) => join(ROOT, `scripts/judges/${name}.mjs`)
judge('opencode lists the models', (await run(process.execPath, [judgeOf('clients')])) === 0)
const streams = String(Math.round(minutes * 6_000))
judge(
  `random streams of HTTP against node:http, ${streams}`,
  (await run(process.execPath, [judgeOf('http-fuzz'), '--streams', streams])) === 0,
)
judge(
  'fairness between addresses',
  (await run(process.execPath, [judgeOf('fairness'), '--seconds', String(Math.round(minutes * 6))])) === 0,
)

const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-judge-'))
const program = await startProgram(ROOT, scratch)
try {
  await attackSlowly()
  await fuzz()
} finally {
  await program.stop()
  rmSync(scratch, { recursive: true, force: true })
}

for (const { name, verdict, detail } of results)
  console.log(`${verdict.padEnd(8)} ${name}${detail ? `: ${detail}` : ''}`)
const count = (verdict) => results.filter((result) => result.verdict === verdict).length
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
process.exitCode = count('failed') > 0 ? 1 : 0

/** Slow headers, slow bodies and slow readers, while slowhttptest's own probe and one of ours every second must get a response. */
async function attackSlowly() {
  if (!isInstalled('slowhttptest', ['-h']))
    return record('slowhttptest', 'skipped', 'not installed: apt-get install -y slowhttptest')
  const list = `${program.url}/api/models`
  const attacks = [
    { name: 'slow headers', url: list, args: '-H' },
    { name: 'slow bodies', url: `${program.url}/api/cache/invalidate`, args: '-B -t POST' },
    { name: 'slow readers', url: list, args: '-X -k 3 -w 10 -y 20 -z 32' },
  ]
  for (const { name, url, args } of attacks) {
    const probe = startProbe(program.url)
    const common = `-c 300 -r 100 -i 2 -l ${slowSeconds} -p 3 -v 1 -u ${url}`
    const report = await outputOf('slowhttptest', [...args.split(' '), ...common.split(' ')])
    const { answered, failed } = await probe.stop()
    const isAvailable = !/service available:\s*NO/i.test(report)
    judge(
      `slowhttptest, ${name}, ${slowSeconds} s`,
      isAvailable && failed === 0 && answered > 0,
      `300 connections; ${answered} probes answered, ${failed} not`,
    )
  }
}

/** Paths and parameters from a word list: no response may have a 5xx status other than 501. */
async function fuzz() {
  if (!isInstalled('ffuf', ['-V'])) return record('ffuf', 'skipped', 'not installed: apt-get install -y ffuf')
  const wordFile = join(scratch, 'words.txt')
  const report = join(scratch, 'ffuf.json')
  const words = fuzzWords(readFileSync(join(ROOT, 'contracts/openapi.json'), 'utf8'))
  writeFileSync(wordFile, `${words.join('\n')}\n`)
  const targets = {
    paths: '/FUZZ',
    'paths below the API': '/api/FUZZ',
    ids: '/api/models/FUZZ',
    parameters: '/api/models?FUZZ=1',
    values: '/api/models?q=FUZZ',
    cursors: '/api/changes?cursor=FUZZ',
  }
  const common = `-s -w ${wordFile} -mc all -fc 100-499 -t 8 -maxtime ${Math.round(minutes * 12) + 10} -o ${report} -of json`
  for (const [name, path] of Object.entries(targets)) {
    const code = await run('ffuf', [...common.split(' '), '-u', program.url + path], {}, 'ignore')
    const faults = JSON.parse(readFileSync(report, 'utf8')).results.filter(({ status }) => status !== 501)
    const detail = `${words.length} words${faults.map(({ url, status }) => `; ${status} for ${url}`).join('')}`
    judge(`ffuf, ${name}`, code === 0 && faults.length === 0, detail)
  }
}

/** Requests a model list every second until it is stopped. */
function startProbe(url) {
  const counts = { answered: 0, failed: 0 }
  const stopped = new AbortController()
  const probe = async () => {
    const response = await fetch(`${url}/api/models?limit=1`, { signal: AbortSignal.timeout(3_000) })
    return (await response.text()) !== '' && response.ok
  }
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      counts[(await probe().catch(() => false)) ? 'answered' : 'failed']++
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  })()
  const stop = async () => {
    stopped.abort()
    await loop
    return counts
  }
  return { stop }
}

/** @returns the exit code */
async function run(command, args, env = {}, stdio = 'inherit') {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', stdio, stdio], env: { ...process.env, ...env } })
  const [code] = await once(child, 'close')
  return code ?? 1
}

async function outputOf(command, args) {
  const child = spawn(command, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  await once(child, 'close')
  return output
}
