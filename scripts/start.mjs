#!/usr/bin/env node
// `npm start`: install and build what is missing, then become the service: the same process, so that signals reach it.
// Written as a promise chain because top-level await would keep an old Node from getting as far as its refusal.
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare()).then(() => import('../backend/bundle/main.js'))
