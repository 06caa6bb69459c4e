#!/usr/bin/env node
// `npm run check:clone`: clones HEAD into an empty folder, with an empty npm cache, and follows the README there against a
// stand-in upstream on loopback.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCloneScenario } from './checks/clone-scenario.mjs'
import { processesIn } from './checks/processes.mjs'
import { createReport } from './checks/report.mjs'
import { createScratch } from './checks/scratch.mjs'
import { ROOT } from './root.mjs'
import { captureFile, generatedModels, startStandIn } from './stand-in-upstream.mjs'

const { check, finish } = createReport()
const scratch = createScratch('clone')
try {
  await main()
} catch (error) {
  await check('the checks run to their end', () => {
    throw error
  })
} finally {
  scratch.remove()
}
finish()

async function main() {
  const clone = join(scratch.folder, 'modelkeep')
  const cache = join(scratch.folder, 'npm-cache')
  const capture = captureFile()
  const models = capture === null ? generatedModels() : JSON.parse(readFileSync(capture, 'utf8')).data
  console.log(`upstream: ${models.length} models from ${capture ?? 'a generated list'}`)
  mkdirSync(cache)
  // CI may have checked the source out as another user.
  const git = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  const cloned = await check('git clone into an empty folder', () =>
    scratch.run('git', ['clone', '--no-hardlinks', ROOT, clone], { env: git }),
  )
  if (cloned === undefined) return
  const standIn = await startStandIn({ models })
  try {
    await runCloneScenario({ scratch, check, clone, models, standIn, env: { npm_config_cache: cache } })
  } finally {
    await standIn.close()
  }
  await check('no process is left running', () => {
    const left = processesIn(scratch.folder)
    if (left.length > 0) throw new Error(left.join('; '))
  })
}
