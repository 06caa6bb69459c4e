#!/usr/bin/env node
// npm runs this before `npm pack`: builds what is out of date and assembles the content of the tarball.
import { assemblePackage, PACKAGE_FOLDER } from './package/assemble.mjs'
import { prepare } from './prepare/prepare.mjs'
import { ROOT } from './root.mjs'

await prepare()
try {
  assemblePackage(ROOT)
  console.error(`${PACKAGE_FOLDER}/ is ready.`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
