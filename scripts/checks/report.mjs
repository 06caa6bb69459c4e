/** Runs named checks, prints one line for each, and counts them. */
export function createReport() {
  const counts = { passed: 0, failed: 0, skipped: 0 }

  /**
   * @template T
   * @param {string} name the fact that is checked
   * @param {() => Promise<T> | T} work throws if the check fails
   * @returns {Promise<T | undefined>} the value of `work`, or undefined if it failed
   */
  async function check(name, work) {
    const started = Date.now()
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
    try {
      const value = await work()
      counts.passed += 1
      console.log(`ok - ${name} (${seconds()})`)
      return value
    } catch (error) {
      counts.failed += 1
      console.log(`not ok - ${name} (${seconds()}): ${error.message}`)
      return undefined
    }
  }

  function skip(name, reason) {
    counts.skipped += 1
    console.log(`skipped - ${name}: ${reason}`)
  }

  /** Prints the counts, which .ci/run reads, and ends the process. */
  function finish() {
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    process.exit(counts.failed === 0 ? 0 : 1)
  }
  return { check, skip, finish }
}
