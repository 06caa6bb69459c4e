import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PrepareError, runQuietly } from '../prepare/child.mjs'
import { npmCommand, npmEnv } from '../prepare/npm.mjs'

const BLOCK = 512

/**
 * One file of one version of an npm package, and when that version was published. npm checks the download against what
 * the registry says; `integrity` is checked besides, so that no registry can answer with something else under the name.
 * @param {{name: string, version: string, integrity: string, file: string}} wanted
 * @param {{say: (line: string) => void}} options
 * @returns {Promise<{content: Buffer, published: string}>} `published` in UTC, to the second
 */
export async function fetchPackageFile({ name, version, integrity, file }, { say }) {
  const folder = mkdtempSync(join(tmpdir(), 'modelkeep-seed-'))
  const spec = `${name}@${version}`
  try {
    const [packed] = await npmJson(['pack', spec, '--ignore-scripts'], folder, say)
    if (packed.integrity !== integrity)
      throw new PrepareError(`${spec} is not what it was: its integrity is ${packed.integrity}, expected ${integrity}.`)
    const times = await npmJson(['view', spec, 'time'], folder, say)
    const published = new Date(times[version]).toISOString().replace(/\.\d+Z$/, 'Z')
    return {
      content: readTarEntry(gunzipSync(readFileSync(join(folder, packed.filename))), `package/${file}`),
      published,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function npmJson(args, cwd, say) {
  const { command, args: first, shell } = npmCommand(process.env, process.execPath, process.platform)
  const { code, stdout, tail } = await runQuietly(command, [...first, ...args, '--json'], {
    cwd,
    env: npmEnv(process.env),
    shell,
    say,
  })
  if (code !== 0)
    throw new PrepareError(
      `${tail}\n\nnpm ${args.join(' ')} ended with ${code}: the npm registry must be reachable for this.`,
    )
  return JSON.parse(stdout)
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
  throw new PrepareError(`The package has no file ${name}.`)
}
