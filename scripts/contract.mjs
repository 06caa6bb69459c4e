#!/usr/bin/env node
// `npm run contract [-- --check]`: makes contracts/openapi.json from the schemas of the program; with --check it writes
// nothing and fails where the file is not what it would write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { prepare, ROOT } from './prepare/prepare.mjs'

const CONTRACT = 'contracts/openapi.json'

await prepare()
const { contractText } = await import('../backend/dist/http/openapi/contract.js')
const text = contractText()
const path = join(ROOT, CONTRACT)
const current = existsSync(path) ? readFileSync(path, 'utf8') : ''
if (current === text) {
  console.log(`${CONTRACT} is up to date.`)
} else if (process.argv.includes('--check')) {
  console.error(`${CONTRACT} is not what the program gives: run \`npm run contract\`.`)
  process.exitCode = 1
} else {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`${CONTRACT} written.`)
}
