import { ConfigError } from '../config.js'
import { plainText } from './terminal.js'

/** Tells in plain words, on standard error, why the program cannot go on, and sets the exit code. Never a stack trace. */
export function reportFailure(error: unknown, exitCode = 1): void {
  process.exitCode = exitCode
  process.stderr.write(`modelkeep: ${explain(error).split('\n').map(plainText).join('\n')}\n`) // it may repeat what a server said
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ConfigError) return error.message
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE')
    return `port ${port} is in use: stop the program that has it, or choose another one, as in PORT=${(port ?? 3001) + 1} npm start`
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} needs more rights than this user has: choose one above 1023 with PORT`
  if (code === 'EADDRNOTAVAIL') return `HOST ${address} is no address of this machine`
  return error.message
}
