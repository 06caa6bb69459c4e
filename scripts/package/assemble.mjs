/** What `npm pack` puts into the tarball, put together in a folder of its own: the built rooms, as they lie in the checkout. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrepareError } from '../prepare/child.mjs'
import { dependenciesAreCurrent } from './runtime-dependencies.mjs'
import { thirdPartyNotices } from './third-party.mjs'

export const PACKAGE_FOLDER = 'dist-package'

const COPIED = ['backend/bundle', 'backend/package.json', 'backend/migrations', 'backend/seed', 'frontend/dist']
/** For compilers and debuggers, which have the sources. */
const LEFT_OUT = /(\.d\.ts|\.map|\.tsbuildinfo|\.modelkeep-build)$/

/**
 * Takes what is built: build first.
 * @param {string} root
 * @returns {string} the folder
 * @throws {PrepareError} where the tarball would not install, or would not find its parts
 */
export function assemblePackage(root) {
  if (!dependenciesAreCurrent(root))
    throw new PrepareError(
      'package.json does not depend on what catalog and backend do: run `npm run package:dependencies`, then `npm install`.',
    )
  const folder = join(root, PACKAGE_FOLDER)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const path of COPIED)
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: (source) => !LEFT_OUT.test(source) })
  writeFileSync(join(folder, 'frontend', 'THIRD-PARTY.txt'), thirdPartyNotices(root, 'frontend'))
  return folder
}
