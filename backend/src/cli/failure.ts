import { diskProblem } from '@modelkeep/embedded-postgres/disk-problem'
import { ConfigError } from '../config.js'
import { say } from './say.js'

/** Reports in plain words why a command cannot go on, without a stack trace, and sets the exit code. */
export function reportFailure(error: unknown, exitCode = 1): void {
  process.exitCode = exitCode
  say(...explain(error).split('\n'))
}

interface NetworkDetails {
  port?: number
  address?: string
  hostname?: string
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ConfigError) return error.message
  const { code, port, address, hostname, syscall } = error as NodeJS.ErrnoException & NetworkDetails
  if (code === 'EADDRINUSE')
    return `port ${port} is in use: stop the program that uses it, or choose another port, as in PORT=${(port ?? 3001) + 1} npm start`
  if (code === 'EACCES' && port !== undefined)
    return `this user may not listen on port ${port}: set PORT to a port above 1023`
  const otherHost = 'use 127.0.0.1, or 0.0.0.0 for requests from other machines'
  if (code === 'EADDRNOTAVAIL') return `HOST ${address} is not an address of this machine: ${otherHost}`
  if (syscall === 'getaddrinfo') return `HOST ${hostname} is a name that cannot be resolved (${code}): ${otherHost}`
  const problem = diskProblem(error)
  const { path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  return problem === null ? error.message : `${dest ?? path ?? 'a file'} cannot be used: ${problem}`
}

/** The message of an error about a file that a command cannot read. */
export function unreadableFile(file: string, error: NodeJS.ErrnoException): string {
  return `${file} cannot be read: ${error.code === 'ENOENT' ? 'no such file' : (diskProblem(error) ?? error.message)}`
}
