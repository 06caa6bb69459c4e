import { errorCode } from './errors.js'

const otherPlace = 'or choose another place'

/** What is wrong with a path, and what to do, for errors of the file system that a person has to act on. */
const problems: Readonly<Record<string, string>> = {
  ENOENT: `there is no such file or folder: create it, ${otherPlace}`,
  EACCES: `this user may not use it: change its owner or its permissions, ${otherPlace}`,
  EPERM: `this user may not use it: change its owner or its permissions, ${otherPlace}`,
  EROFS: `its file system is read-only: mount it writable, ${otherPlace}`,
  ENOSPC: `there is no space left on its disk: free some, ${otherPlace}`,
  EDQUOT: `the disk quota of this user is used up: free some space, ${otherPlace}`,
  ENOTDIR: `a part of its path is a file, not a folder: move that away, ${otherPlace}`,
  EEXIST: `there is a file where a folder is needed: move that away, ${otherPlace}`,
  EISDIR: `it is a folder, not a file: name a file in it`,
  ENAMETOOLONG: `its path is too long: choose a shorter one`,
  ELOOP: `its path leads through too many symbolic links: ${otherPlace.slice(3)}`,
  EIO: `its disk reports an error: check it, ${otherPlace}`,
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
}

/** The codes of messages that PostgreSQL's programs print. */
const printed: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'ENOSPC'],
  [/Disk quota exceeded/, 'EDQUOT'],
  [/Read-only file system/, 'EROFS'],
  [/Input\/output error/, 'EIO'],
]

/** Describes an error of the file system in words, with a remedy; null for any other error. */
export function diskProblem(error: unknown): string | null {
  return problems[errorCode(error) ?? ''] ?? null
}

/** As `diskProblem`, for what a program printed before it failed. */
export function printedDiskProblem(output: string): string | null {
  const found = printed.find(([pattern]) => pattern.test(output))
  return found ? problems[found[1]]! : null
}
