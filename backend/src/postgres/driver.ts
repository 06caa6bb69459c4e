import { createRequire } from 'node:module'
import type pg from 'pg'

const require = createRequire(import.meta.url)

/** The driver, loaded when it is first needed: that takes longer than a start without a database in reach may wait. */
export function driver(): typeof pg {
  return require('pg') as typeof pg
}
