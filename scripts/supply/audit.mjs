import { spawnSync } from 'node:child_process'
import { NPM, npmEnv } from '../prepare/npm.mjs'

/**
 * Reads a report of `npm audit --json`. A registry that cannot be reached never counts as one without findings.
 * @param {string} json
 * @returns {{verdict: 'clean' | 'found' | 'unanswered', text: string}}
 */
export function readAudit(json) {
  let report
  try {
    report = JSON.parse(json)
  } catch {
    return { verdict: 'unanswered', text: 'npm audit gave no report' }
  }
  const counts = report.metadata?.vulnerabilities
  if (counts === undefined) {
    const reason = report.message ?? report.error?.summary ?? report.error?.code ?? 'no reason given'
    return { verdict: 'unanswered', text: `the registry cannot be reached: ${String(reason)}` }
  }
  const below = `${counts.moderate ?? 0} moderate, ${counts.low ?? 0} low`
  if ((counts.high ?? 0) + (counts.critical ?? 0) === 0) return { verdict: 'clean', text: below }
  const severe = Object.values(report.vulnerabilities ?? {})
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, severity, range }) => `${name} ${range} (${severity})`)
  return { verdict: 'found', text: `${severe.join('; ')}; ${below}` }
}

/** @param {string} root */
export function runAudit(root) {
  const { stdout } = spawnSync(NPM.command, ['audit', '--json', '--audit-level=high'], {
    cwd: root,
    env: npmEnv(process.env),
    shell: NPM.shell,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    timeout: 60_000,
  })
  return readAudit(stdout)
}
