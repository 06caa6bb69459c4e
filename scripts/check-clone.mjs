#!/usr/bin/env node
// Clones HEAD into an empty folder, with an npm cache as empty, and does there what the README says, against a stand-in
// upstream on loopback. Prints one line a check, and `N passed, N failed` alone on the last.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecks } from './clone-check/checks.mjs'
import { inheritedEnvironment } from './clone-check/environment.mjs'
import { freePort, processesIn } from './clone-check/program.mjs'
import { runScenario } from './clone-check/scenario.mjs'
import { ROOT } from './prepare/prepare.mjs'
import { captureFile, generatedModels, startStandIn } from './stand-in-upstream.mjs'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modelkeep-clone-')))
const programs = new Set()
const { check, counts } = createChecks({ print: (line) => console.log(line) })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    cleanUp()
    process.exit(1)
  })
}
try {
  await main()
} catch (error) {
  await check('the checks run to their end', () => {
    throw error
  })
} finally {
  cleanUp()
}
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)

async function main() {
  const clone = join(folder, 'modelkeep')
  const capture = captureFile()
  const models = capture === null ? generatedModels() : JSON.parse(readFileSync(capture, 'utf8')).data
  console.log(
    `upstream: ${models.length} models from ${capture === null ? 'a made-up list' : 'the capture in ../shared/data'}`,
  )
  const cloned = await check('git clone into an empty folder', () => gitClone(clone))
  if (cloned === undefined) return
  const cache = join(folder, 'npm-cache')
  mkdirSync(cache)
  const standIn = await startStandIn({ models })
  try {
    await runScenario(
      {
        clone,
        folder,
        models,
        standIn,
        port: await freePort(),
        env: { ...inheritedEnvironment(process.env), npm_config_cache: cache },
      },
      check,
      (program) => programs.add(program),
    )
  } finally {
    await standIn.close()
  }
  await check('nothing is left running', () => {
    const left = processesIn(folder)
    if (left.length > 0) throw new Error(left.join('; '))
  })
}

function gitClone(clone) {
  // CI may check out as another user; git then wants to be told that the source is trusted.
  const env = { ...process.env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  const { status, stderr, error } = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr || String(error))
  return true
}

function cleanUp() {
  for (const program of programs) program.kill()
  for (const left of processesIn(folder)) {
    try {
      process.kill(Number.parseInt(left, 10), 'SIGKILL')
    } catch {
      // Gone by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
