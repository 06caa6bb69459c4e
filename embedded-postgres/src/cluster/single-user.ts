import type { Binaries } from '../binaries/find-binaries.js'
import { type Owner, pathForServer } from '../process/owner.js'
import { run } from '../process/run.js'

export interface SingleUser {
  readonly binaries: Binaries
  readonly owner: Owner
  /** The cluster. No server may be running on it. */
  readonly dir: string
  readonly signal?: AbortSignal | undefined
}

const SETTINGS = [
  'exit_on_error=on',
  // Keeps a failing statement, which may contain a password, out of the output.
  'log_min_error_statement=panic',
  'log_checkpoints=off',
  'shared_buffers=1MB',
]

/**
 * Runs statements as PostgreSQL's superuser in a standalone server without a network: access that needs no password and that
 * nobody else has. Each statement is one line and runs in its own transaction. Recovers the cluster first if needed.
 */
export async function runSuperuserSql(
  { binaries, owner, dir, signal }: SingleUser,
  statements: readonly string[],
): Promise<void> {
  const settings = SETTINGS.flatMap((setting) => ['-c', setting])
  await run('preparing the database', {
    file: binaries.postgres,
    args: ['--single', '-D', pathForServer(dir, owner), ...settings, 'template1'],
    cwd: dir,
    owner,
    input: `${statements.join('\n')}\n`,
    signal,
  })
}
