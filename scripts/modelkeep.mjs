#!/usr/bin/env node
// The `modelkeep` command: the same preparation as `npm start`, then the command line. In a clone it is called as
// `npx --no -- modelkeep …`: without the `--`, npx takes a flag that follows the name for its own.
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
void import('./prepare/prepare.mjs').then(({ prepare }) => prepare()).then(() => import('../backend/dist/cli/main.js'))
