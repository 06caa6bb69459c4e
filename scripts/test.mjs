#!/usr/bin/env node
// `npm test [-- --suite NAME,… | paths and options]`: prepares as `npm start` does, runs tests, and prints the counts on the last line.
// Without arguments it runs the suites `fast` and `e2e`. TEST_RESULTS_FILE names a file for the results as JSON.
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
void main()

async function main() {
  const { prepare } = await import('./prepare/prepare.mjs')
  const { chooseSuites } = await import('./suites/suites.mjs')
  const { runSuites } = await import('./suites/run.mjs')
  try {
    const { suites, given } = chooseSuites(process.argv.slice(2))
    await prepare({ tests: true })
    await runSuites(suites, given)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
