#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then runs the service in this same process, so that signals reach it.
// No top-level await: an old Node could not parse it and would not get as far as its refusal.
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare()).then(() => import('../backend/bundle/main.js'))
