import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from './prepare/prepare.mjs'

/**
 * Runs vitest, then prints every skipped test with its reason, and `N passed, N failed, N skipped` alone on the last line.
 * The process ends with vitest's own code.
 * @param {string[]} args for vitest: file filters and options
 */
export async function runTests(args) {
  const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-tests-'))
  const file = process.env.TEST_RESULTS_FILE ?? join(scratch, 'results.json')
  const code = await vitest(['run', ...args], file)
  const results = readResults(file)
  // A name filter skips everything else: that needs no explaining.
  if (results !== null && args.some(arg => /^(-t|--testNamePattern)/.test(arg))) results.skips = []
  rmSync(scratch, { recursive: true, force: true })
  process.stdout.write(`\n${summary(results ?? { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0, skips: [], failures: [] })}\n`)
  process.exitCode = code
}

async function vitest(args, file) {
  rmSync(file, { force: true })
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporter = fileURLToPath(new URL('vitest-results.mjs', import.meta.url))
  // What is asked for on the command line replaces vitest's own choice of reporter.
  const shown = args.some(arg => arg.startsWith('--reporter')) ? [] : ['--reporter=default']
  const child = spawn(process.execPath, [program, ...args, ...shown, `--reporter=${reporter}`], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MODELKEEP_TEST_RESULTS: file },
  })
  const pass = signal => child.kill(signal)
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
