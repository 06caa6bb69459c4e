import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from './prepare/prepare.mjs'

/** One runner of tests: how it is called. Each writes its results to the file that MODELKEEP_TEST_RESULTS names. */
const vitest = (name, ...options) => ({
  name,
  program: 'node_modules/vitest/vitest.mjs',
  args(given) {
    // What is asked for on the command line replaces vitest's own choice of reporter.
    const shown = given.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default']
    return [
      'run',
      ...options,
      ...given,
      ...shown,
      `--reporter=${fileURLToPath(new URL('vitest-results.mjs', import.meta.url))}`,
    ]
  },
})
const VITEST = vitest('vitest')
/** After the others, not beside them: they stop and starve what they test, and count what it does meanwhile. */
const FAULTS = vitest('faults', '--config', 'vitest.faults.config.ts')
const PLAYWRIGHT = {
  name: 'playwright',
  program: 'node_modules/@playwright/test/cli.js',
  args: (given) => ['test', '--config', 'e2e/playwright.config.ts', ...given],
}

/**
 * Runs vitest, then the fault tests and Playwright on the built program, then prints every skipped test with its reason, and
 * `N passed, N failed, N skipped` alone on the last line. The process ends with 1 where one of them failed.
 * @param {string[]} args file filters and options: for Playwright where one of them begins with `e2e`, for the fault tests where one
 *   begins with `backend/test/fault`, else for vitest; none: all run
 */
export async function runTests(args) {
  const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-tests-'))
  const runners = runnersFor(args)
  const total = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] }
  let failed = false
  for (const runner of runners) {
    const file = join(scratch, `${runner.name}.json`)
    const code = await run(runner, args, file)
    add(total, readResults(file) ?? { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0, skips: [], failures: [] })
    failed ||= code !== 0
  }
  // A name filter skips everything else: that needs no explaining.
  if (args.some((arg) => /^(-t|--testNamePattern)/.test(arg))) total.skips = []
  if (process.env.TEST_RESULTS_FILE) writeFileSync(process.env.TEST_RESULTS_FILE, JSON.stringify(total))
  rmSync(scratch, { recursive: true, force: true })
  process.stdout.write(`\n${summary(total)}\n`)
  process.exitCode = failed ? 1 : 0
}

/** @param {string[]} args @returns {{name: string}[]} */
export function runnersFor(args) {
  if (args.length === 0) return [VITEST, FAULTS, PLAYWRIGHT]
  if (args.some((arg) => arg.startsWith('e2e'))) return [PLAYWRIGHT]
  return args.some((arg) => arg.startsWith('backend/test/fault')) ? [FAULTS] : [VITEST]
}

function add(total, { passed, failed, skipped, skips, failures }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  total.skips.push(...skips)
  total.failures.push(...failures)
}

async function run({ program, args }, given, file) {
  const child = spawn(process.execPath, [join(ROOT, program), ...args(given)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MODELKEEP_TEST_RESULTS: file },
  })
  const pass = (signal) => child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)))
    })
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass)
  }
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param {{passed: number, failed: number, skipped: number, skips: {test: string, reason?: string}[]}} results */
export function summary({ passed, failed, skipped, skips }) {
  const why = skips.map(({ test, reason }) => `  - ${test}: ${reason ?? 'no reason given'}`)
  const heading = skips.length === 0 ? [] : ['Skipped:', ...why, '']
  return [...heading, `${passed} passed, ${failed} failed, ${skipped} skipped`].join('\n')
}
