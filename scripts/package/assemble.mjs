/** What `npm pack` puts into the tarball, put together in a folder of its own: the built rooms, as they lie in the checkout. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { PrepareError } from '../prepare/child.mjs'
import { dependenciesAreCurrent } from './runtime-dependencies.mjs'
import { thirdPartyNotices } from './third-party.mjs'

export const PACKAGE_FOLDER = 'dist-package'

const COPIED = ['catalog/dist', 'backend/dist', 'backend/package.json', 'backend/migrations', 'backend/seed', 'frontend/dist']
/** For compilers and debuggers, which have the sources. */
const LEFT_OUT = /(\.d\.ts|\.map|\.tsbuildinfo|\.modelkeep-build)$/
const SPECIFIER = /(['"])@modelkeep\/catalog\/([\w-]+)\1/g

/**
 * Takes what is built: build first.
 * @param {string} root
 * @returns {string} the folder
 * @throws {PrepareError} where the tarball would not install, or would not find its parts
 */
export function assemblePackage(root) {
  if (!dependenciesAreCurrent(root)) throw new PrepareError('package.json does not depend on what catalog and backend do: run `npm run package:dependencies`, then `npm install`.')
  const folder = join(root, PACKAGE_FOLDER)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true, filter: source => !LEFT_OUT.test(source) })
  for (const file of filesBelow(join(folder, 'backend/dist')).concat(filesBelow(join(folder, 'catalog/dist')))) withoutWorkspace(folder, file)
  writeFileSync(join(folder, 'frontend', 'THIRD-PARTY.txt'), thirdPartyNotices(root, 'frontend'))
  return folder
}

/** The workspace is not there once it is installed: imports of the catalogue become paths. */
function withoutWorkspace(folder, file) {
  if (!file.endsWith('.js')) return
  const from = dirname(relative(folder, file)).split(sep).join('/')
  const code = readFileSync(file, 'utf8')
    .replace(SPECIFIER, (_, quote, module) => `${quote}${posix.relative(from, `catalog/dist/${module}.js`)}${quote}`)
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
  if (code.includes('@modelkeep/')) throw new PrepareError(`${file} imports from the workspace in a way that the package cannot follow.`)
  writeFileSync(file, code)
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}
