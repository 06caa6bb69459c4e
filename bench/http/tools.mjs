// The tools that the comparison needs: which are installed, in which version, and how to install the others.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const OLDEST = 20
const RECOMMENDED = 24

/** Programs by name, each with the command that prints its version and how to install it. */
const wanted = {
  wrk: { paths: ['wrk'], version: ['-v'], install: 'apt-get install wrk' },
  taskset: { paths: ['taskset'], version: ['--version'], install: 'apt-get install util-linux' },
}

/** @returns {{found: Record<string, {path: string, version: string}>, missing: string[]}} `missing`: one sentence each */
export function findTools() {
  const found = {}
  const missing = []
  for (const [name, { paths, version, install }] of Object.entries(wanted)) {
    const path = paths.find((candidate) => spawnSync(candidate, version).error === undefined)
    if (path === undefined) missing.push(`${name} is missing: ${install}`)
    else found[name] = { path, version: versionOf(path, version) }
  }
  if (!existsSync('/proc/self/stat')) missing.push('there is no /proc: CPU time and memory are read from it, on Linux')
  return { found, missing }
}

function versionOf(path, args) {
  const { stdout, stderr } = spawnSync(path, args, { encoding: 'utf8' })
  return /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}

/** The oldest supported Node and the recommended one: the one that runs this script, and the other from npm. */
export function findNodes() {
  const nodes = []
  const missing = []
  for (const major of [OLDEST, RECOMMENDED]) {
    const path = process.versions.node.startsWith(`${major}.`) ? process.execPath : nodeFromNpm(major)
    if (path === null) missing.push(`Node ${major} is missing: npx -y node@${major} could not be run`)
    else nodes.push({ major, path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() })
  }
  return { nodes, missing }
}

function nodeFromNpm(major) {
  const { status, stdout } = spawnSync('npx', ['-y', `node@${major}`, '-p', 'process.execPath'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
