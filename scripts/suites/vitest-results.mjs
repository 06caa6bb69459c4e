import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * A vitest reporter that counts tests and keeps the reason of every skip, which vitest's own JSON reporter omits. Writes
 * `{passed, failed, skipped, skips: [{test, reason}], failures: [string]}` to the file named by MODELKEEP_TEST_RESULTS.
 */
export default class VitestResults {
  onTestRunEnd(modules, unhandledErrors) {
    const results = countResults(modules, unhandledErrors, process.cwd())
    writeFileSync(process.env.MODELKEEP_TEST_RESULTS, `${JSON.stringify(results, null, 2)}\n`)
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
        const reason = note ?? (test.options?.mode === 'todo' ? 'not written yet' : undefined)
        results.skipped += 1
        results.skips.push({ test: name, reason })
      }
    }
    // A file that does not load, or a hook that throws, fails no test: it counts as one failure.
    for (const broken of [module, ...module.children.allSuites()])
      if (broken.errors().length > 0) fail(`${file} > ${broken.fullName ?? '(the file itself)'}`)
  }
  for (const error of unhandledErrors) fail(`an error outside any test: ${error?.message ?? error}`)
  return results
}
