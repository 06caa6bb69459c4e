#!/usr/bin/env node
// `npm run sbom [-- FILE]`: writes a bill of materials as CycloneDX 1.5 JSON, to modelkeep.cdx.json unless FILE is given. It lists
// the packages that the service needs at run time and those that the page is compiled from, but no development packages.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { prepare } from './prepare/prepare.mjs'
import { ROOT } from './root.mjs'
import { billOfMaterials } from './supply/sbom.mjs'

await prepare({ tests: true }) // npm lists what is installed, and fails if anything of the lock file is missing
const file = resolve(process.argv[2] ?? 'modelkeep.cdx.json')
const bill = billOfMaterials(ROOT)
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`)
console.log(`${file}: ${bill.components.length} components.`)
