import type pg from 'pg'

/**
 * A class of clients that ignore PGSSLMODE, PGOPTIONS and all other `PG*` variables, which describe a server of the user's and never
 * the embedded one. The driver reads them in the constructor.
 */
export function isolatedClient(Client: typeof pg.Client): typeof pg.Client {
  return class extends Client {
    constructor(config?: string | pg.ClientConfig) {
      const hidden = Object.entries(process.env).filter(([name]) => name.startsWith('PG'))
      for (const [name] of hidden) delete process.env[name]
      try {
        super(config)
      } finally {
        Object.assign(process.env, Object.fromEntries(hidden))
      }
    }
  }
}
