#!/usr/bin/env node
// `npm run build`: compile what is out of date, and install first where that is needed.
import { refuseOldNode } from './prepare/node-version.mjs'

refuseOldNode()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare())
