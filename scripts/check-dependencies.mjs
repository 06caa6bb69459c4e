#!/usr/bin/env node
// `npm run check:dependencies`: imports between rooms flow one way. Prints every one that does not, and fails then.
import { findViolations } from './dependencies/rooms.mjs'
import { ROOT } from './prepare/prepare.mjs'

const violations = findViolations(ROOT)
for (const violation of violations) console.error(violation)
console.log(
  violations.length === 0 ? 'Every import goes the way it may.' : `${violations.length} imports go a way they may not.`,
)
process.exitCode = violations.length === 0 ? 0 : 1
