#!/usr/bin/env node
// `npm run sbom [-- FILE]`: writes what the program is made of as CycloneDX 1.5 JSON (npm's own `npm sbom`), to modelkeep.cdx.json unless
// told otherwise: the packages that the service needs when it runs, and those that the page is compiled from. Nothing of development.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readManifest } from './package/runtime-dependencies.mjs'
import { prepare, ROOT } from './prepare/prepare.mjs'
import { billOfMaterials } from './supply/sbom.mjs'

await prepare()
const file = resolve(process.argv[2] ?? 'modelkeep.cdx.json')
const bill = billOfMaterials(ROOT, ['', ...readManifest(ROOT).workspaces])
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`)
console.log(`${file}: ${bill.components.length} components.`)
