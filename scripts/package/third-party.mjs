/** The third-party packages that a workspace needs at run time, from the lock file, and their licence texts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{name: string, version: string, licence: string, path: string, installed: boolean}} ThirdParty
 * `path` from the root, such as node_modules/zod
 */

/**
 * All packages that a workspace needs at run time, those for other platforms included, sorted by name.
 * @param {string} root
 * @param {string} workspace its folder; '' is the root
 * @returns {ThirdParty[]}
 */
export function thirdParties(root, workspace) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const seen = new Set()
  const found = []
  const visit = (at) => {
    for (const name of requiredNames(packages[at])) {
      const path = resolve(packages, at, name)
      if (path === null || seen.has(path)) continue
      seen.add(path)
      const { link, resolved, version } = packages[path]
      if (link !== true)
        found.push({
          name,
          version,
          licence: licenceOf(root, path, packages[path]),
          path,
          installed: existsSync(join(root, path)),
        })
      visit(link === true ? resolved : path)
    }
  }
  visit(workspace)
  return found.toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

function requiredNames({ dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
}

/** Where Node finds package `name` from `from`: in its own node_modules or one further up; null if it is not installed. */
function resolve(packages, from, name) {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (packages[path]) return path
    if (at === '') return null
  }
}

/** From the lock file, else from the package's own manifest. */
function licenceOf(root, path, { license }) {
  if (license) return license
  const file = join(root, path, 'package.json')
  const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).license : undefined
  return typeof own === 'string' ? own : (own?.type ?? 'unknown')
}

/** Name, licence and licence text of every package that a workspace may contain code of. */
export function thirdPartyNotices(root, workspace) {
  const texts = thirdParties(root, workspace).map(({ name, version, licence, path }) =>
    [`${name} ${version} (${licence})`, '', licenceText(join(root, path)), ''].join('\n'),
  )
  const heading =
    'The page is compiled from its own sources and from these packages. It may not contain code of all of them.'
  return `${heading}\n\n${texts.join(`\n${'-'.repeat(76)}\n`)}`
}

/** With the notice file, which Apache-2.0 requires to be passed on. */
function licenceText(folder) {
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^(licen[sc]e|copying|notice)(\.(md|txt))?$/i.test(name))
    : []
  if (files.length === 0) return 'The package contains no licence text.'
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
}
