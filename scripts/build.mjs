#!/usr/bin/env node
// `npm run build`: installs and builds what is missing.
import { refuseOldNode } from './prepare/node-version.mjs'

refuseOldNode()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare())
