import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { NPM, npmEnv } from '../prepare/npm.mjs'

const BLOCK = 512
const NPM_TIMEOUT_MS = 120_000

/**
 * Reads one file of an npm package. npm checks the download against what the registry says; `integrity` is checked as well, so
 * that a registry cannot deliver something else under the same name.
 * @param {{name: string, version: string, integrity: string, file: string}} source
 * @returns {{content: Buffer, published: string}} `published`: when the version was published, in UTC, to the second
 */
export function fetchPackageFile({ name, version, integrity, file }) {
  const folder = mkdtempSync(join(tmpdir(), 'modelkeep-seed-'))
  const spec = `${name}@${version}`
  try {
    const [packed] = npmJson(['pack', spec, '--ignore-scripts'], folder)
    if (packed.integrity !== integrity)
      throw new Error(`The integrity of ${spec} is ${packed.integrity}, expected ${integrity}.`)
    const times = npmJson(['view', spec, 'time'], folder)
    return {
      content: readTarEntry(gunzipSync(readFileSync(join(folder, packed.filename))), `package/${file}`),
      published: new Date(times[version]).toISOString().replace(/\.\d+Z$/, 'Z'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function npmJson(args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(NPM.command, [...args, '--json'], {
    cwd,
    env: npmEnv(process.env),
    shell: NPM.shell,
    encoding: 'utf8',
    timeout: NPM_TIMEOUT_MS,
  })
  if (status === 0) return JSON.parse(stdout)
  throw new Error(`npm ${args.join(' ')} failed; it needs the npm registry. ${error?.message ?? stderr}`)
}

/**
 * @param {Buffer} tarball uncompressed
 * @param {string} name path of the entry
 * @returns {Buffer}
 */
export function readTarEntry(tarball, name) {
  const text = (from, length) => tarball.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  for (let at = 0; at + BLOCK <= tarball.length;) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0
    const prefix = text(at + 345, 155)
    if (`${prefix}${prefix && '/'}${text(at, 100)}` === name) return tarball.subarray(at + BLOCK, at + BLOCK + size)
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  throw new Error(`The package has no file ${name}.`)
}
