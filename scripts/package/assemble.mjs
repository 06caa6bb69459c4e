/** Assembles the content of the npm tarball in a folder of its own, with the same layout as the checkout. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreCurrent, OUTDATED } from './runtime-dependencies.mjs'
import { thirdPartyNotices } from './third-party.mjs'

export const PACKAGE_FOLDER = 'dist-package'

const COPIED = ['backend/bundle', 'backend/package.json', 'backend/migrations', 'backend/seed', 'frontend/dist']
/** For compilers, debuggers and our own build. */
const LEFT_OUT = /(\.d\.ts|\.map|\.tsbuildinfo|\.built)$/

/**
 * Copies what is built; build first.
 * @param {string} root
 * @returns {string} the folder
 * @throws {Error} if the root package.json lacks a dependency of the program
 */
export function assemblePackage(root) {
  if (!dependenciesAreCurrent(root)) throw new Error(OUTDATED)
  const folder = join(root, PACKAGE_FOLDER)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const path of COPIED)
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: (source) => !LEFT_OUT.test(source) })
  writeFileSync(join(folder, 'frontend', 'THIRD-PARTY.txt'), thirdPartyNotices(root, 'frontend'))
  return folder
}
