/** The packages of others that a room needs when it runs, as the lock file has them, and what their licences ask to be passed on. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{name: string, version: string, licence: string, path: string, installed: boolean}} ThirdParty `path` from the root, such as node_modules/zod
 */

/**
 * All packages that a room needs when it runs, those for other platforms included, in the order of names.
 * @param {string} root
 * @param {string} room a workspace; '' is the root
 * @returns {ThirdParty[]}
 */
export function thirdParties(root, room) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const found = new Map()
  const visit = (at) => {
    const {
      dependencies = {},
      optionalDependencies = {},
      peerDependencies = {},
      peerDependenciesMeta = {},
    } = packages[at]
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const path = resolve(packages, at, name)
      if (path === null || found.has(path)) continue
      const entry = packages[path].link ? packages[packages[path].resolved] : packages[path]
      const isOurs = packages[path].link === true
      found.set(
        path,
        isOurs
          ? null
          : {
              name,
              version: entry.version,
              licence: licenceOf(root, path, entry),
              path,
              installed: existsSync(join(root, path)),
            },
      )
      visit(isOurs ? packages[path].resolved : path)
    }
  }
  visit(room)
  return [...found.values()]
    .filter(Boolean)
    .toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** Where Node finds a package from another: beside it, or further up; null where it is not there at all. */
function resolve(packages, from, name) {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (packages[path]) return path
    if (at === '') return null
  }
}

/** As the lock file has it from the registry, else as the package says itself. */
function licenceOf(root, path, { license }) {
  if (license) return license
  const file = join(root, path, 'package.json')
  const said = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).license : undefined
  return typeof said === 'string' ? said : (said?.type ?? 'unknown')
}

/** Name, licence and licence text of each, for whoever gets a copy of what was compiled from them. */
export function thirdPartyNotices(root, room) {
  const texts = thirdParties(root, room).map(({ name, version, licence, path }) =>
    [`${name} ${version} (${licence})`, '', licenceText(join(root, path)), ''].join('\n'),
  )
  return `The page is compiled from these packages, among others' work. Not every one of them need be in it.\n\n${texts.join(`\n${'-'.repeat(76)}\n`)}`
}

/** The notice as well, which Apache-2.0 asks to be passed on. */
function licenceText(folder) {
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^(licen[sc]e|copying|notice)(\.(md|txt))?$/i.test(name))
    : []
  return files.length === 0
    ? 'It ships no licence text of its own.'
    : files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
}
