import { writeFileSync } from 'node:fs'
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter'

/**
 * Counts what really ran and keeps the reason of every skip: `{passed, failed, skipped, skips: [{test, reason}], failures: [string]}` in
 * the file that MODELKEEP_TEST_RESULTS names, as scripts/suites/vitest-results.mjs writes it.
 */
export default class Results implements Reporter {
  readonly #file: string | undefined = process.env['MODELKEEP_TEST_RESULTS']
  readonly #errors: string[] = []
  #suite: Suite | undefined

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite
  }

  /** Outside any test: a file that does not load, a fixture of a worker that throws. */
  onError(error: TestError): void {
    this.#errors.push(`an error outside any test: ${error.message ?? error.value ?? 'of no name'}`)
  }

  onEnd(_result: FullResult): void {
    if (this.#file === undefined) return
    const tests = this.#suite?.allTests() ?? []
    const of = (outcome: ReturnType<TestCase['outcome']>): TestCase[] =>
      tests.filter((test) => test.outcome() === outcome)
    const skips = of('skipped').map((test) => ({ test: nameOf(test), reason: reasonOf(test) }))
    const failures = [...of('unexpected').map(nameOf), ...this.#errors]
    const results = {
      passed: of('expected').length + of('flaky').length,
      failed: failures.length,
      skipped: skips.length,
      skips,
      failures,
    }
    writeFileSync(this.#file, `${JSON.stringify(results, null, 2)}\n`)
  }

  printsToStdio(): boolean {
    return false
  }
}

function nameOf(test: TestCase): string {
  const [, project, file, ...titles] = test.titlePath()
  return `e2e/${file} > ${titles.join(' > ')} (${project})`
}

function reasonOf(test: TestCase): string | undefined {
  const said = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
  // A test that was never reached because the run ended before it was not skipped by anybody's choice.
  return said ?? (test.results.length === 0 ? 'it was not reached' : undefined)
}
