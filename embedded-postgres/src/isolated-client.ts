// oxlint-disable-next-line no-restricted-imports -- what the driver reads is hidden from it
import { env } from 'node:process'
import type pg from 'pg'

/**
 * A class of clients that ignore PGSSLMODE, PGOPTIONS and all other `PG*` variables, which describe a server of the user's and never
 * the embedded one. The driver reads them in the constructor.
 */
export function isolatedClient(Client: typeof pg.Client): typeof pg.Client {
  return class extends Client {
    constructor(config?: string | pg.ClientConfig) {
      const hidden = Object.entries(env).filter(([name]) => name.startsWith('PG'))
      for (const [name] of hidden) delete env[name]
      try {
        super(config)
      } finally {
        Object.assign(env, Object.fromEntries(hidden))
      }
    }
  }
}
