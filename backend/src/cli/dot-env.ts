import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { diskProblem } from '@modelkeep/embedded-postgres/disk-problem'
import { ConfigError, variableNames } from '../config.js'

const file = '.env'

/**
 * The variables of `.env` in the working directory; none if there is no such file. Editors on Windows save it in UTF-16, or in UTF-8
 * with a byte order mark. @throws ConfigError if it cannot be read
 */
export function readDotEnv(): Record<string, string> {
  try {
    const text = decoded(readFileSync(join(process.cwd(), file)))
    const found = parseEnv(text) as Record<string, string>
    const ignored = namesWithoutEquals(text).filter((name) => !Object.hasOwn(found, name))
    if (ignored.length > 0)
      throw new ConfigError(ignored.map((name) => `${name} in ${file} is not followed by =: write ${name}=…`))
    return found
  } catch (error) {
    if (error instanceof ConfigError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isPresent()) return {}
    throw new ConfigError([`${file} cannot be read: ${diskProblem(error) ?? (error as Error).message}`])
  }
}

/** Our names that start a line which the parser ignores, such as `PORT: 3001` or `PORT 3001`. */
function namesWithoutEquals(text: string): string[] {
  const lines = text.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)(?:[ \t]*:|[ \t]+[^=\s])/gm)
  return [...new Set([...lines].map(([, name]) => name!))].filter((name) => variableNames.includes(name))
}

/** Also of a link that leads nowhere. */
function isPresent(): boolean {
  return lstatSync(join(process.cwd(), file), { throwIfNoEntry: false }) !== undefined
}

function decoded(bytes: Buffer): string {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) // removes a byte order mark
    if (!text.includes('\0')) return text
  } catch {
    // Reported below.
  }
  throw new ConfigError([`${file} cannot be read: it is not text in UTF-8 or UTF-16: save it as UTF-8`])
}

/** By the byte order mark, otherwise by the zero bytes of ASCII characters in UTF-16. */
function encodingOf(bytes: Buffer): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0 && second !== 0) return 'utf-16be'
  return second === 0 && first !== 0 ? 'utf-16le' : 'utf-8'
}
