#!/usr/bin/env node
// `npm run check:dependencies`: reports every import that breaks a rule of scripts/imports/rules.mjs. Part of `npm run lint`.
import { fileURLToPath } from 'node:url'
import { findViolations } from './imports/violations.mjs'

const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)))
for (const violation of violations) console.error(violation)
console.log(violations.length === 0 ? 'All imports are allowed.' : `${violations.length} imports are not allowed.`)
process.exitCode = violations.length === 0 ? 0 : 1
