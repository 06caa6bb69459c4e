/** Named checks, counted and reported one a line as they are made. */
export function createChecks({ print }) {
  const counts = { passed: 0, failed: 0 }

  /**
   * @template T
   * @param {string} name what holds
   * @param {() => Promise<T> | T} work throws where it does not hold
   * @returns {Promise<T | undefined>} what `work` gave, or undefined where it failed
   */
  async function check(name, work) {
    const started = Date.now()
    try {
      const value = await work()
      counts.passed += 1
      print(`ok - ${name} (${seconds(started)})`)
      return value
    } catch (error) {
      counts.failed += 1
      print(`not ok - ${name} (${seconds(started)}): ${error.message}`)
      return undefined
    }
  }
  return { check, counts }
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}
