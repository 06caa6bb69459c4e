#!/usr/bin/env node
// The `modelkeep` command. An installed package is ready to run; a clone is prepared first, as by `npm start`. In a clone call it
// as `npx --no -- modelkeep …`: without the `--`, npx takes a flag after the name for its own.
import { existsSync } from 'node:fs'
import { refuseOldNode } from './prepare/node-version.mjs'
import { stopWithNpm } from './prepare/parent.mjs'

refuseOldNode()
stopWithNpm()
const isClone = existsSync(new URL('prepare/prepare.mjs', import.meta.url))
void (isClone
  ? import('./prepare/prepare.mjs').then(({ prepare }) => prepare()).then(() => import('../backend/bundle/cli.js'))
  : import('../dist-package/backend/bundle/cli.js'))
