#!/usr/bin/env node
// `npm run build [-- --tests]`: installs and builds what is missing; with --tests also the packages that tests need.
import { refuseOldNode } from './prepare/node-version.mjs'

refuseOldNode()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare({ tests: process.argv.includes('--tests') }))
