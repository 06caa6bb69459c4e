import { join, resolve } from 'node:path'

/** Where the embedded database keeps what in DATA_DIR. All paths are absolute. */
export interface Layout {
  readonly dataDir: string
  /** Ours: the directory that holds the cluster and its unfinished forerunners. */
  readonly home: string
  /** The server's own: the only directory that belongs to the user it runs as. */
  readonly cluster: string
  /** A private copy of the binaries, where the package's own cannot be used. */
  readonly runtime: string
  /** How to connect while the server runs; holds the password, mode 0600. */
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
