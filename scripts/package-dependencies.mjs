#!/usr/bin/env node
// `npm run package:dependencies [-- --check]`: copies the dependencies of the workspaces that run into the root package.json, which is
// what the packed program depends on. Run `npm install` afterwards to update the lock file. With --check it only compares.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreCurrent, OUTDATED, readManifest, runtimeDependencies } from './package/runtime-dependencies.mjs'
import { ROOT } from './root.mjs'

if (dependenciesAreCurrent(ROOT)) {
  console.log('The dependencies in package.json are up to date.')
} else if (process.argv.includes('--check')) {
  console.error(OUTDATED)
  process.exitCode = 1
} else {
  const manifest = { ...readManifest(ROOT), dependencies: runtimeDependencies(ROOT) }
  writeFileSync(join(ROOT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  console.log('package.json is written: run `npm install` to update the lock file.')
}
