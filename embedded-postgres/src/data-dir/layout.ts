import { join, resolve } from 'node:path'

/** Absolute paths of everything that the embedded database keeps in DATA_DIR. */
export interface Layout {
  readonly dataDir: string
  /** Holds the cluster and clusters under construction. Belongs to this process's user. */
  readonly home: string
  /** The PostgreSQL data directory. The only directory that belongs to the user who runs the server. */
  readonly cluster: string
  /** A private copy of the binaries, made if the package's own cannot be used. */
  readonly runtime: string
  /** How to connect while the server runs. Contains the password; mode 0600. */
  readonly connectionFile: string
  readonly log: string
}

export function layoutOf(dataDir: string): Layout {
  const root = resolve(dataDir)
  const home = join(root, 'postgres')
  return {
    dataDir: root,
    home,
    cluster: join(home, 'cluster'),
    runtime: join(home, 'runtime'),
    connectionFile: join(root, 'postgres.json'),
    log: join(root, 'postgres.log'),
  }
}
