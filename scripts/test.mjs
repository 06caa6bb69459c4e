#!/usr/bin/env node
// `npm test [-- what vitest takes]`: prepare as `npm start` does, run the tests, and say on the last line how many there were.
// TEST_RESULTS_FILE names a file to keep the figures in, as JSON.
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
void import('./prepare/prepare.mjs')
  .then(({ prepare }) => prepare())
  .then(() => import('./run-tests.mjs'))
  .then(({ runTests }) => runTests(process.argv.slice(2)))
