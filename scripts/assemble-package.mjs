#!/usr/bin/env node
// npm runs it before `npm pack`: builds what is out of date, and puts together what goes into the tarball.
import { assemblePackage, PACKAGE_FOLDER } from './package/assemble.mjs'
import { PrepareError } from './prepare/child.mjs'
import { prepare, ROOT } from './prepare/prepare.mjs'

await prepare()
try {
  assemblePackage(ROOT)
  process.stderr.write(`${PACKAGE_FOLDER}/ is ready.\n`)
} catch (error) {
  if (!(error instanceof PrepareError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}
