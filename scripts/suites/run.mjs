import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.mjs'

/**
 * @typedef {{passed: number, failed: number, skipped: number, skips: {test: string, reason?: string}[], failures: string[]}} Results
 */

/**
 * Runs test suites one after the other and prints the summary. The process exits with 1 if one of them failed.
 * @param {{name: string, program: string, args: (given: string[]) => string[]}[]} suites
 * @param {string[]} given arguments for their programs
 */
export async function runSuites(suites, given) {
  const scratch = mkdtempSync(join(tmpdir(), 'modelkeep-tests-'))
  const all = []
  for (const suite of suites) {
    const file = join(scratch, `${suite.name}.json`)
    const code = await run(suite, given, file)
    all.push(resultsOf(suite.name, readResults(file), code))
  }
  rmSync(scratch, { recursive: true, force: true })
  const total = addUp(all)
  // A name filter skips all other tests; their reasons would be noise.
  if (given.some((arg) => /^(-t|--testNamePattern)/.test(arg))) total.skips = []
  if (process.env.TEST_RESULTS_FILE) writeFileSync(process.env.TEST_RESULTS_FILE, JSON.stringify(total))
  console.log(`\n${summary(total)}`)
  process.exitCode = total.failed === 0 ? 0 : 1
}

/**
 * A suite that ends with an error but without a failed test has failed all the same.
 * @param {string} name
 * @param {Results | null} results
 * @param {number} code exit code of its program
 * @returns {Results}
 */
export function resultsOf(name, results, code) {
  const known = results ?? { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] }
  if (code === 0 || known.failed > 0) return known
  return { ...known, failed: 1, failures: [`${name}: the test runner exited with ${code}`] }
}

/**
 * The names of failed tests, the reasons of skipped ones, and the counts alone on the last line.
 * @param {Results} results
 */
export function summary({ passed, failed, skipped, skips, failures }) {
  const reasons = skips.map(({ test, reason }) => `  - ${test}: ${reason ?? 'no reason given'}`)
  return [
    ...(skips.length === 0 ? [] : ['Skipped:', ...reasons, '']),
    ...(failures.length === 0 ? [] : ['Failed:', ...failures.map((test) => `  - ${test}`), '']),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n')
}

function addUp(all) {
  const sum = (key) => all.reduce((total, results) => total + results[key], 0)
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    skips: all.flatMap(({ skips }) => skips),
    failures: all.flatMap(({ failures }) => failures),
  }
}

async function run({ program, args }, given, file) {
  const child = spawn(process.execPath, [join(ROOT, program), ...args(given)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MODELKEEP_TEST_RESULTS: file },
  })
  const forward = (signal) => child.kill(signal)
  process.on('SIGINT', forward).on('SIGTERM', forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
    })
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward)
  }
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
