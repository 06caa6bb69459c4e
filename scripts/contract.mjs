#!/usr/bin/env node
// `npm run contract [-- --check]`: generates contracts/openapi.json from the program's route descriptions. With --check it only
// compares, and fails if the file is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './prepare/prepare.mjs'
import { ROOT } from './root.mjs'

const CONTRACT = 'contracts/openapi.json'

await prepare()
const { contractText } = await import('../backend/dist/http/openapi/contract.js')
const text = contractText()
const path = join(ROOT, CONTRACT)
const current = existsSync(path) ? readFileSync(path, 'utf8') : ''
if (current === text) {
  console.log(`${CONTRACT} is up to date.`)
} else if (process.argv.includes('--check')) {
  console.error(`${CONTRACT} is out of date: run \`npm run contract\`.`)
  process.exitCode = 1
} else {
  writeFileSync(path, text)
  console.log(`${CONTRACT} is written.`)
}
