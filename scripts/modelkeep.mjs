#!/usr/bin/env node
// The `modelkeep` command (`npx --no modelkeep …` in a clone): the same preparation as `npm start`, then the command line.
import { refuseOldNode } from './prepare/node-version.mjs'

refuseOldNode()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare()).then(() => import('../backend/dist/cli/main.js'))
