/**
 * Stages of a Dockerfile as scratch roots: layers over this machine's own root, in which commands are run by chroot. They are mounted in
 * a mount namespace of their own, so nothing of it is seen outside, and nothing outside is written.
 */
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @param {string} folder an empty one, of a file system that can hold the layers */
export function createScratchRoot(folder) {
  const [upper, work, root] = ['upper', 'work', 'root'].map((name) => join(folder, name))
  for (const path of [upper, work, root]) mkdirSync(path, { recursive: true })
  must('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, root])
  for (const path of ['/proc', '/dev']) must('mount', ['--rbind', path, join(root, path)])
  must('mount', ['-t', 'tmpfs', 'tmpfs', join(root, 'tmp'), '-o', 'mode=1777'])
  // The base image has this user.
  appendFileSync(join(root, 'etc/passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n')
  return root
}

/** Copies as COPY does: a folder's content into `to`, files into it where it ends in a slash or there are several. */
export function copyInto(root, sources, to) {
  for (const { path, name } of sources) {
    const isFolder = statSync(path).isDirectory()
    const target = join(root, to, !isFolder && (to.endsWith('/') || sources.length > 1) ? name : '')
    mkdirSync(dirname(target), { recursive: true })
    cpSync(path, target, { recursive: true, verbatimSymlinks: true })
  }
}

const inFolder = (folder, command) => ['/bin/sh', '-c', `cd "$0" && exec "$@"`, folder, ...command]

/** @returns {string} what it printed @throws where it fails */
export function runIn(root, command, { cwd, env, user = '0:0' }) {
  const { status, stdout, stderr, error } = spawnSync(
    'chroot',
    [`--userspec=${user}`, root, ...inFolder(cwd, command)],
    { env, encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  if (status !== 0)
    throw new Error(
      `${command.join(' ')} ended with ${status ?? error}:\n${(stdout + stderr).split('\n').slice(-20).join('\n')}`,
    )
  return stdout
}

export function startIn(root, command, { cwd, env, user }) {
  const child = spawn('chroot', [`--userspec=${user}`, root, ...inFolder(cwd, command)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  let ended = null
  child.once('close', (code, signal) => (ended = code ?? signal))
  return { output: () => output, ended: () => ended, kill: (signal) => child.kill(signal) }
}

/** Read-only from now on, but for /tmp and the folders named, which are mounted over it. */
export function seal(root, volumes) {
  for (const [inside, outside] of Object.entries(volumes)) must('mount', ['--bind', outside, join(root, inside)])
  must('mount', ['-o', 'remount,ro', root])
}

/** Why it cannot be done on this machine; null where it can. */
export function whyNoScratchRoot(folder) {
  if (process.platform !== 'linux') return 'scratch roots need Linux'
  if (process.getuid?.() !== 0) return 'scratch roots need root'
  const missing = ['unshare', 'mount', 'chroot'].find(
    (name) => !['/bin', '/usr/bin', '/sbin', '/usr/sbin'].some((at) => existsSync(join(at, name))),
  )
  if (missing) return `there is no ${missing}`
  const paths = ['u', 'w', 'r'].map((name) => join(folder, `try-${name}`))
  for (const path of paths) mkdirSync(path, { recursive: true })
  const { status, stderr } = spawnSync(
    'unshare',
    [
      '--mount',
      'mount',
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=/,upperdir=${paths[0]},workdir=${paths[1]}`,
      paths[2],
    ],
    { encoding: 'utf8' },
  )
  return status === 0 ? null : `overlays cannot be mounted here: ${stderr.trim()}`
}

function must(command, args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.trim()}`)
}
