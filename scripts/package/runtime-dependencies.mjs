import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The rooms whose packages the installed program needs; what the page needs is compiled into it. */
const ROOMS = ['catalog', 'embedded-postgres', 'backend']

/**
 * What the root package.json has to depend on, so that its tarball installs: all that the rooms depend on, but one another.
 * @param {string} root
 * @returns {Record<string, string>} exact versions by name, in the order of names
 */
export function runtimeDependencies(root) {
  const all = ROOMS.flatMap((room) => Object.entries(readManifest(join(root, room)).dependencies ?? {})).filter(
    ([name]) => !name.startsWith('@modelkeep/'),
  )
  const versions = new Map()
  for (const [name, version] of all) {
    if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
      throw new Error(`${name} is wanted as ${version}, which is no exact version`)
    if (versions.has(name) && versions.get(name) !== version)
      throw new Error(`${name} is wanted as ${versions.get(name)} and as ${version}`)
    versions.set(name, version)
  }
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether the root package.json says just that. */
export function dependenciesAreCurrent(root) {
  return JSON.stringify(readManifest(root).dependencies) === JSON.stringify(runtimeDependencies(root))
}

/** @param {string} folder */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
