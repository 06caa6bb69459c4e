import { spawnSync } from 'node:child_process'

/**
 * What `npm audit --json` says, read so that a registry that cannot be asked is never taken for one that knows of nothing.
 * @param {{status: number | null, stdout: string}} ran
 * @returns {{verdict: 'clean', text: string} | {verdict: 'found', text: string} | {verdict: 'unanswered', text: string}}
 */
export function readAudit({ stdout }) {
  let report
  try {
    report = JSON.parse(stdout)
  } catch {
    return { verdict: 'unanswered', text: 'npm audit gave no report' }
  }
  const counts = report.metadata?.vulnerabilities
  if (counts === undefined)
    return {
      verdict: 'unanswered',
      text: `the registry cannot be asked: ${String(report.message ?? report.error?.summary ?? report.error?.code ?? 'no reason given')}`,
    }
  const grave = Object.values(report.vulnerabilities ?? {}).filter(
    ({ severity }) => severity === 'high' || severity === 'critical',
  )
  const below = `${counts.moderate ?? 0} moderate, ${counts.low ?? 0} low`
  if ((counts.high ?? 0) + (counts.critical ?? 0) === 0) return { verdict: 'clean', text: below }
  return {
    verdict: 'found',
    text: `${grave.map(({ name, severity, range }) => `${name} ${range} (${severity})`).join('; ')}; ${below}`,
  }
}

/** @param {{root: string, command: {command: string, args: string[], shell: boolean}, env: NodeJS.ProcessEnv}} options */
export function runAudit({ root, command: { command, args, shell }, env }) {
  return readAudit(
    spawnSync(command, [...args, 'audit', '--json', '--audit-level=high'], {
      cwd: root,
      env,
      shell,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      timeout: 60_000,
    }),
  )
}
