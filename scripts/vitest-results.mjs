import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * A vitest reporter that counts what really ran and keeps the reason of every skip, which vitest's own JSON leaves out.
 * Writes `{passed, failed, skipped, skips: [{test, reason}], failures: [string]}` to
 * the file that MODELKEEP_TEST_RESULTS names.
 */
export default class Results {
  /** @param {{file?: string}} [options] */
  constructor({ file = process.env.MODELKEEP_TEST_RESULTS } = {}) {
    this.file = file
  }

  onTestRunEnd(modules, unhandledErrors) {
    writeFileSync(this.file, `${JSON.stringify(countResults(modules, unhandledErrors, process.cwd()), null, 2)}\n`)
  }
}

/**
 * @param {Iterable<any>} modules vitest's test modules
 * @param {readonly unknown[]} unhandledErrors
 * @param {string} root paths are shown relative to it
 */
export function countResults(modules, unhandledErrors, root) {
  const results = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] }
  const fail = (what) => {
    results.failed += 1
    results.failures.push(what)
  }
  for (const module of modules) {
    const file = relative(root, module.moduleId)
    for (const test of module.children.allTests()) {
      const { state, note } = test.result()
      const name = `${file} > ${test.fullName}`
      if (state === 'passed') results.passed += 1
      else if (state === 'failed') fail(name)
      else {
        results.skipped += 1
        results.skips.push({
          test: name,
          reason: note ?? (test.options?.mode === 'todo' ? 'still to be written' : undefined),
        })
      }
    }
    // A file that does not load, or a hook that throws, fails without failing a test: it counts as one.
    for (const broken of [module, ...module.children.allSuites()])
      if (broken.errors().length > 0) fail(`${file} > ${broken.fullName ?? '(the file itself)'}`)
  }
  for (const error of unhandledErrors) fail(`an error outside any test: ${error?.message ?? error}`)
  return results
}
