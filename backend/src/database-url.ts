/** What DATABASE_URL may be. Messages follow the variable's name and never contain the URL, which has a password. */
import {
  effectiveMode,
  impliedSslMode,
  sslModeNamed,
  sslModeOf,
  tlsFiles,
  TlsSettingError,
  type SslMode,
} from './postgres/connection/tls.js'

type Environment = Readonly<Record<string, string | undefined>>

const escapes =
  'in the user name and the password write / as %2F, ? as %3F, # as %23, @ as %40, : as %3A, [ as %5B, ] as %5D and % as %25 (its value is not shown)'

/** What is wrong with the URL, or null. */
export function databaseUrlProblem(text: string): string | null {
  if (!/^postgres(?:ql)?:\/\//i.test(text)) return 'must be "off" or a postgres:// URL (its value is not shown)'
  if (!URL.canParse(text)) return `cannot be read as a URL: ${escapes}`
  const url = new URL(text)
  if (hasSplitPassword(url)) return `seems to contain an unescaped character: ${escapes}`
  if (/[&;]\w+=/.test(url.pathname))
    return 'has parameters after the name of the database without a ? before the first one'
  if (![url.username, url.password, url.pathname, url.hostname].every(isDecodable))
    return `has a % that is not followed by two hexadecimal digits: ${escapes}`
  try {
    sslModeOf(url)
  } catch (error) {
    if (error instanceof TlsSettingError) return error.message
    throw error
  }
  return null
}

/** A `/`, `?` or `#` in a password ends the address, so that the `@` after the password is in a later part. */
function hasSplitPassword({ username, pathname, search, hash }: URL): boolean {
  return hash !== '' || pathname.includes('@') || (username === '' && search.includes('@'))
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

export interface DatabaseUrl {
  /** With the files that PG* variables name. */
  url: string
  ssl: SslMode
}

/**
 * The URL and its TLS mode: `ssl` (DB_SSL), else the URL's, else PGSSLMODE, else what the URL's other parameters imply. `env` may name files, as for libpq.
 *
 * @throws TlsSettingError
 */
export function readDatabaseUrl(text: string, ssl: SslMode | undefined, env: Environment): DatabaseUrl {
  const url = new URL(text)
  const ofEnvironment = env['PGSSLMODE'] ? sslModeNamed(env['PGSSLMODE'], 'PGSSLMODE') : null
  const stated = ssl ?? sslModeOf(url) ?? ofEnvironment ?? impliedSslMode(url)
  if (stated === 'disable') return { url: text, ssl: 'disable' }
  let isChanged = false
  for (const [parameter, variable] of Object.entries(tlsFiles)) {
    const path = env[variable]
    if (!path || url.searchParams.has(parameter)) continue
    url.searchParams.set(parameter, path)
    isChanged = true
  }
  return { url: isChanged ? url.href : text, ssl: effectiveMode(url, stated) }
}
