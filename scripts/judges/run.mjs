// `npm run judge -- [--minutes 10]`: the judges from outside at length. What is missing on this machine is named, with the command that
// installs it. Everything is on loopback, and ends by itself.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startProgram } from './program.mjs'
import { words } from './words.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new Error('--minutes takes a number above 0')

const slowSeconds = Math.max(5, Math.round(minutes * 3))
const results = []
const has = (command, args) => spawnSync(command, args).error === undefined
const note = (name, verdict, detail) => results.push({ name, verdict, detail })
const judged = (name, code, detail = '') => note(name, code === 0 ? 'passed' : 'failed', detail)

judged('redocly and spectral', await run(process.execPath, [join(root, 'scripts/judges/contract.mjs')]))
const vitest = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  'backend/test/contract/generated.test.ts',
  '--reporter=dot',
]
judged(
  `requests made up from the contract, ${minutes} min`,
  await run(process.execPath, vitest, { MODELKEEP_JUDGE_MINUTES: String(minutes) }),
)

const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-judge-'))
const program = await startProgram(root, scratch)
try {
  await slow()
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

/** Slow headers, slow bodies, slow readers: a probe of slowhttptest's own, and one of ours each second, has to be answered all the while. */
async function slow() {
  if (!has('slowhttptest', ['-h']))
    return note('slowhttptest', 'skipped', 'not installed: apt-get install -y slowhttptest')
  const modes = [
    { name: 'slow headers', mode: ['-H'], url: `${program.url}/api/models` },
    { name: 'slow bodies', mode: ['-B', '-t', 'POST'], url: `${program.url}/api/cache/invalidate` },
    {
      name: 'slow readers',
      mode: ['-X', '-k', '3', '-w', '10', '-y', '20', '-z', '32'],
      url: `${program.url}/api/models`,
    },
  ]
  for (const { name, mode, url } of modes) {
    const probe = probing(program.url)
    const { out } = await output('slowhttptest', [
      ...mode,
      '-u',
      url,
      '-c',
      '300',
      '-r',
      '100',
      '-i',
      '2',
      '-l',
      String(slowSeconds),
      '-p',
      '3',
      '-v',
      '1',
    ])
    const { answered, failed } = await probe.end()
    const served = !/service available:\s*NO/i.test(out)
    judged(
      `slowhttptest, ${name}, ${slowSeconds} s`,
      served && failed === 0 && answered > 0 ? 0 : 1,
      `300 connections; ${answered} probes answered, ${failed} not`,
    )
  }
}

/** Paths and parameters out of a list of words: not one may be answered with a 5xx but 501. */
async function fuzz() {
  if (!has('ffuf', ['-V'])) return note('ffuf', 'skipped', 'not installed: apt-get install -y ffuf')
  const list = join(scratch, 'words.txt')
  const tried = words(readFileSync(join(root, 'contracts/openapi.json'), 'utf8'))
  writeFileSync(list, `${tried.join('\n')}\n`)
  for (const [name, path] of [
    ['paths', '/FUZZ'],
    ['paths below the API', '/api/FUZZ'],
    ['ids', '/api/models/FUZZ'],
    ['parameters', '/api/models?FUZZ=1'],
    ['values', '/api/models?q=FUZZ'],
    ['values of the past', '/api/changes?cursor=FUZZ'],
  ]) {
    const report = join(scratch, 'ffuf.json')
    const code = await run(
      'ffuf',
      [
        '-s',
        '-u',
        program.url + path,
        '-w',
        list,
        '-mc',
        'all',
        '-fc',
        '100-499',
        '-t',
        '8',
        '-maxtime',
        String(Math.round(minutes * 12) + 10),
        '-o',
        report,
        '-of',
        'json',
      ],
      {},
      'ignore',
    )
    const { results: found } = JSON.parse(readFileSync(report, 'utf8'))
    const faults = found.filter(({ status }) => status !== 501)
    judged(
      `ffuf, ${name}`,
      code === 0 && faults.length === 0 ? 0 : 1,
      `${tried.length} words${faults.map(({ url, status }) => `; ${status} for ${url}`).join('')}`,
    )
  }
}

function probing(url) {
  const state = { answered: 0, failed: 0, ended: false }
  const loop = (async () => {
    while (!state.ended) {
      const ok = await fetch(`${url}/api/models?limit=1`, { signal: AbortSignal.timeout(3_000) }).then(
        async (answer) => (await answer.text()) !== '' && answer.ok,
        () => false,
      )
      state[ok ? 'answered' : 'failed']++
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  })()
  return { end: async () => ((state.ended = true), await loop, state) }
}

async function run(command, args, env = {}, stdio = 'inherit') {
  const [code] = await once(
    spawn(command, args, { cwd: root, stdio: ['ignore', stdio, stdio], env: { ...process.env, ...env } }),
    'close',
  )
  return code ?? 1
}

async function output(command, args) {
  const child = spawn(command, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text))
  const [code] = await once(child, 'close')
  return { code, out }
}
