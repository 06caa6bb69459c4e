import type { Binaries } from './binaries.js'
import { type Owner, pathForServer } from './owner.js'
import { run } from './run.js'

export interface SingleUser {
  readonly binaries: Binaries
  readonly owner: Owner
  /** The cluster; no server may be running on it. */
  readonly dir: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs statements as PostgreSQL's superuser in a server without a network: the way in that needs no password and that nobody
 * else can use. Each statement is one line, in a transaction of its own. Recovers the cluster first where it was not shut down.
 */
export async function runSuperuserSql(
  { binaries, owner, dir, signal }: SingleUser,
  statements: readonly string[],
): Promise<void> {
  const settings = [
    'exit_on_error=on',
    // A failing statement may hold a password, and the error's text is shown.
    'log_min_error_statement=panic',
    'log_checkpoints=off',
    // The fewest resources, since these statements need none.
    'shared_buffers=1MB',
  ]
  await run('preparing the database', {
    file: binaries.postgres,
    args: ['--single', '-D', pathForServer(dir, owner), ...settings.flatMap((setting) => ['-c', setting]), 'template1'],
    cwd: dir,
    owner,
    input: `${statements.join('\n')}\n`,
    signal,
  })
}
