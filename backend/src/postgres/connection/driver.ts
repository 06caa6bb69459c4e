import { createRequire } from 'node:module'
import type pg from 'pg'

const require = createRequire(import.meta.url)

/** Loads the driver on first use. Loading it eagerly would delay a start without a database. */
export function driver(): typeof pg {
  return require('pg') as typeof pg
}
