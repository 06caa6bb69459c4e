import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The workspaces whose packages the installed program needs. The packages of the page are compiled into it. */
const WORKSPACES = ['catalog', 'embedded-postgres', 'backend']

export const OUTDATED =
  'The dependencies in package.json are not those of its workspaces: run `npm run package:dependencies`, then `npm install`.'

/**
 * What the root package.json has to depend on so that its tarball installs: the dependencies of the workspaces.
 * @param {string} root
 * @returns {Record<string, string>} exact versions, sorted by name
 */
export function runtimeDependencies(root) {
  const all = WORKSPACES.flatMap((folder) =>
    Object.entries(readManifest(join(root, folder)).dependencies ?? {}),
  ).filter(([name]) => !name.startsWith('@modelkeep/'))
  const versions = new Map()
  for (const [name, version] of all) {
    if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) throw new Error(`${name} ${version} is not an exact version`)
    if (versions.has(name) && versions.get(name) !== version)
      throw new Error(`${name} is required in two versions: ${versions.get(name)} and ${version}`)
    versions.set(name, version)
  }
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether the root package.json depends on exactly that. */
export function dependenciesAreCurrent(root) {
  return JSON.stringify(readManifest(root).dependencies) === JSON.stringify(runtimeDependencies(root))
}

/** @param {string} folder */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
