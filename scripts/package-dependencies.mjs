#!/usr/bin/env node
// `npm run package:dependencies [-- --check]`: writes into the root package.json what the packed program depends on, which is what
// catalog and backend do; with --check it writes nothing and fails where that is not so. After it has written, `npm install` brings the
// lock file up to date.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreCurrent, readManifest, runtimeDependencies } from './package/runtime-dependencies.mjs'
import { ROOT } from './prepare/prepare.mjs'

if (dependenciesAreCurrent(ROOT)) {
  console.log('package.json depends on what catalog and backend do.')
} else if (process.argv.includes('--check')) {
  console.error(
    'package.json does not depend on what catalog and backend do: run `npm run package:dependencies`, then `npm install`.',
  )
  process.exitCode = 1
} else {
  const manifest = { ...readManifest(ROOT), dependencies: runtimeDependencies(ROOT) }
  writeFileSync(join(ROOT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  console.log('package.json written: run `npm install` to bring the lock file up to date.')
}
