import { writeFileSync } from 'node:fs'
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter'

/**
 * Writes `{passed, failed, skipped, skips: [{test, reason}], failures: [string]}` to the file in MODELKEEP_TEST_RESULTS, in the same format
 * as scripts/vitest-results.mjs.
 */
export default class Results implements Reporter {
  readonly #file: string | undefined = process.env['MODELKEEP_TEST_RESULTS']
  readonly #errors: string[] = []
  #suite: Suite | undefined

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite
  }

  /** Errors outside tests, such as in a file or a worker fixture. */
  onError(error: TestError): void {
    this.#errors.push(`an error outside any test: ${error.message ?? error.value ?? 'unknown'}`)
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
  const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
  return reason ?? (test.results.length === 0 ? 'the run ended before this test' : undefined)
}
