/** TLS to PostgreSQL, as libpq's URLs describe it (PostgreSQL 18 documentation, 32.19). */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type pg from 'pg'

/** `require` encrypts without verifying the server. `verify-ca` verifies the certificate, `verify-full` also the host name. */
export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/** What a URL's `sslmode` may be, and the mode it means here. `no-verify` is the driver's word for libpq's `require`. */
const urlModes: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'no-verify': 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
}

/** What a URL's `ssl` may be. As in libpq, `true` is `sslmode=require`. */
const shortModes: Readonly<Record<string, SslMode>> = {
  true: 'require',
  '1': 'require',
  'no-verify': 'require',
  false: 'disable',
  '0': 'disable',
}

/** The files of a URL, by parameter, and the variables that replace them. */
export const tlsFiles = { sslrootcert: 'PGSSLROOTCERT', sslcert: 'PGSSLCERT', sslkey: 'PGSSLKEY' } as const
type TlsFile = keyof typeof tlsFiles

export const tlsParameters: readonly string[] = ['sslmode', 'ssl', 'sslnegotiation', ...Object.keys(tlsFiles)]
/** Node's own certificate authorities, with those of NODE_EXTRA_CA_CERTS. */
const systemAuthorities = 'system'

/** A setting that would connect in another way than it says. The message follows the name of the variable. */
export class TlsSettingError extends Error {
  override readonly name = 'TlsSettingError'
}

/** The mode that a URL states, or null. @throws TlsSettingError for values that are unknown or contradict each other */
export function sslModeOf(url: URL): SslMode | null {
  const unknown = [...url.searchParams.keys()].find((name) => /ssl|tls/i.test(name) && !isKnown(name))
  if (unknown !== undefined)
    throw new TlsSettingError(`has the unknown parameter ${unknown}; TLS is set by ${tlsParameters.join(', ')}`)
  const modes = [
    ...url.searchParams.getAll('sslmode').map((value) => sslModeNamed(value)),
    ...url.searchParams.getAll('ssl').map((value) => known(shortModes, value, 'ssl')),
  ]
  const [mode = null] = modes
  if (modes.some((other) => other !== mode)) throw new TlsSettingError('sets sslmode or ssl to different values')
  return mode
}

/** Of a URL that states none: whoever names an authority, a certificate or a negotiation of TLS does not expect plaintext. */
export function impliedSslMode({ searchParams }: URL): SslMode {
  if (searchParams.has('sslrootcert')) return 'verify-full'
  const isDirect = !['postgres', null].includes(searchParams.get('sslnegotiation'))
  return isDirect || searchParams.has('sslcert') || searchParams.has('sslkey') ? 'require' : 'disable'
}

function isKnown(name: string): boolean {
  return tlsParameters.includes(name) || name === 'uselibpqcompat'
}

/** The mode of a value of `sslmode`, or of a variable of that meaning. @throws TlsSettingError */
export function sslModeNamed(value: string, name = 'sslmode'): SslMode {
  return known(urlModes, value, name)
}

function known(modes: Readonly<Record<string, SslMode>>, value: string, name: string): SslMode {
  if (Object.hasOwn(modes, value)) return modes[value]!
  throw new TlsSettingError(`has ${name}=${value || '(empty)'}; expected one of ${Object.keys(modes).join(', ')}`)
}

/**
 * The mode in which a URL's connections are made. As in libpq, `require` with a certificate authority verifies the certificate. Without
 * one, `verify-ca` would accept a certificate that a public authority issued to anybody, so the host name is verified too.
 *
 * @throws TlsSettingError for files that cannot be read, and for a `sslnegotiation` that cannot be honoured
 */
export function effectiveMode(url: URL, stated: SslMode): SslMode {
  const authority = url.searchParams.get('sslrootcert')
  const mode = authority === null ? fitting(stated) : withAuthority(stated, authority)
  if (mode !== 'disable') assertUsable(url)
  const negotiation = url.searchParams.get('sslnegotiation')
  if (negotiation !== null && !['postgres', 'direct'].includes(negotiation))
    throw new TlsSettingError(`has sslnegotiation=${negotiation}; expected one of postgres, direct`)
  if (negotiation === 'direct' && (mode === 'disable' || mode === 'prefer'))
    throw new TlsSettingError('has sslnegotiation=direct, which needs sslmode=require or stronger')
  return mode
}

function fitting(mode: SslMode): SslMode {
  return mode === 'verify-ca' ? 'verify-full' : mode
}

function withAuthority(mode: SslMode, authority: string): SslMode {
  if (mode === 'disable' || mode === 'prefer') return mode
  if (authority === systemAuthorities) return 'verify-full'
  return mode === 'require' ? 'verify-ca' : mode
}

function assertUsable(url: URL): void {
  for (const name of Object.keys(tlsFiles) as TlsFile[]) {
    const path = url.searchParams.get(name)
    if (path === null || path === systemAuthorities) continue
    try {
      readFileSync(path)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new TlsSettingError(`has ${name}=${path}, which cannot be read: ${code ?? message}`, { cause: error })
    }
  }
  try {
    const files = filesOf(url)
    if (files.ca !== undefined) assertCertificate(files.ca)
    createSecureContext(files)
  } catch (error) {
    throw new TlsSettingError(
      `names certificates or a key that cannot be used: ${(error as Error).message.replaceAll('\n', ' ')}`,
      { cause: error },
    )
  }
}

/** Node ignores an authority that it cannot read. @throws Error */
function assertCertificate(pem: string): void {
  void new X509Certificate(pem).subject
}

function filesOf(url: URL): { ca?: string; cert?: string; key?: string } {
  const read = (name: TlsFile): string | null => {
    const path = url.searchParams.get(name)
    return path === null || path === systemAuthorities ? null : readFileSync(path, 'utf8')
  }
  const [ca, cert, key] = [read('sslrootcert'), read('sslcert'), read('sslkey')]
  return { ...(ca !== null && { ca }), ...(cert !== null && { cert }), ...(key !== null && { key }) }
}

/** The driver's settings for a mode; the files are read anew, since certificates are renewed. */
export function tlsOptions(url: URL, mode: SslMode): Pick<pg.ClientConfig, 'ssl' | 'sslnegotiation'> {
  const sslnegotiation = url.searchParams.get('sslnegotiation') === 'direct' ? 'direct' : 'postgres'
  if (mode === 'disable') return { ssl: false, sslnegotiation: 'postgres' }
  return {
    sslnegotiation,
    ssl: {
      ...filesOf(url),
      rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full',
      ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    },
  }
}
