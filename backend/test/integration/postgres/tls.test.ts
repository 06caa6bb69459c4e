import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTo, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../../src/config.js'
import { systemClock } from '../../../src/lib/clock.js'
import { externalLocation } from '../../../src/postgres/connection/location.js'
import { createDatabase } from '../../../src/postgres/database.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'

const sslRequest = 80_877_103
const dir = mkdtempSync(join(tmpdir(), 'modelkeep-tls-'))
const file = (name: string): string => join(dir, name)
let database: TestDatabase
let server: Server
/** How each connection to the server began. */
const began: string[] = []

/** A certificate for `names`, signed by a new authority in `<name>-ca.pem`. */
function certify(name: string, names: string): void {
  const run = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  run(
    'req',
    '-x509',
    ...key,
    '-keyout',
    `${name}-ca.key`,
    '-out',
    `${name}-ca.pem`,
    '-subj',
    `/CN=${name} CA`,
    '-days',
    '2',
  )
  run('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
  writeFileSync(file(`${name}.ext`), `subjectAltName=${names}`)
  const ca = ['-CA', `${name}-ca.pem`, '-CAkey', `${name}-ca.key`, '-CAcreateserial']
  run('x509', '-req', '-in', `${name}.csr`, ...ca, '-out', `${name}.pem`, '-days', '2', '-extfile', `${name}.ext`)
}

/** Terminates TLS in front of the real server, as PostgreSQL begins it, for plaintext as well. */
function startTlsServer(target: URL, certificate: () => string): Server {
  return createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (first) => {
      if (first.length === 8 && first.readInt32BE(4) === sslRequest) {
        began.push('TLS')
        socket.write('S')
        const options = {
          isServer: true,
          key: readFileSync(file(`${certificate()}.key`)),
          cert: readFileSync(file(`${certificate()}.pem`)),
        }
        pipe(new TLSSocket(socket, options), target)
      } else {
        began.push('plaintext')
        pipe(socket, target, first)
      }
    })
  })
}

function pipe(client: Socket, { hostname, port }: URL, first?: Buffer): void {
  const upstream = connectTo(Number(port), hostname)
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const)
    from.on('error', () => to.destroy())
  if (first) upstream.write(first)
  client.pipe(upstream).pipe(client)
}

let certificate = 'local'
beforeAll(async () => {
  database = await createTestDatabase()
  certify('local', 'DNS:localhost')
  certify('numbered', 'IP:127.0.0.1')
  certify('other', 'DNS:db.example.com')
  server = startTlsServer(new URL(database.url), () => certificate).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await database.drop()
  rmSync(dir, { recursive: true })
})
beforeEach(() => {
  began.length = 0
})

function urlWith(parameters: string, host = 'localhost'): string {
  const url = new URL(database.url)
  url.hostname = host
  url.port = String((server.address() as AddressInfo).port)
  return `${url.href}?${parameters}`
}

/** The state that a connection with this configuration reaches first, and whether it was encrypted. */
async function connection(
  env: Record<string, string>,
): Promise<{ state: string; error: string | null; began: string[] }> {
  const choice = readConfig(env).database
  if (choice.kind !== 'external') throw new Error('unexpected')
  const db = createDatabase({ location: externalLocation(choice), maxConnections: 3, clock: systemClock })
  db.start()
  await new Promise<void>((resolve) => db.onChange(() => resolve()))
  const { state, lastError: error } = db.status()
  await db.close()
  return { state, error, began: [...new Set(began)] }
}

describe('TLS to the database', () => {
  it.each([
    'sslmode=require',
    'sslmode=no-verify',
    'ssl=true',
    'ssl=1',
    'ssl=no-verify',
    'sslmode=prefer',
    'sslmode=allow',
    'ssl=true&sslmode=require',
  ])('is used, whatever the certificate: %s', async (parameters) => {
    certificate = 'other'
    expect(await connection({ DATABASE_URL: urlWith(parameters) })).toEqual({
      state: 'connected',
      error: null,
      began: ['TLS'],
    })
  })

  it.each(['verify-full', 'verify-ca'])('needs a known authority with %s', async (mode) => {
    certificate = 'local'
    expect(await connection({ DATABASE_URL: urlWith(`sslmode=${mode}`) })).toMatchObject({
      state: 'lost',
      error: expect.stringMatching(/TLS certificate .*sslrootcert/),
      began: ['TLS'],
    })
  })

  it.each<[string, string, string, 'connected' | 'lost', string?]>([
    ['verify-full', 'local', 'local-ca.pem', 'connected'],
    ['verify-full', 'local', 'local-ca.pem', 'lost', '127.0.0.1'],
    ['verify-full', 'numbered', 'numbered-ca.pem', 'connected', '127.0.0.1'],
    ['verify-full', 'numbered', 'numbered-ca.pem', 'lost'],
    ['verify-full', 'other', 'other-ca.pem', 'lost'],
    ['verify-full', 'other', 'other-ca.pem', 'lost', '127.0.0.1'],
    ['verify-full', 'local', 'other-ca.pem', 'lost'],
    ['verify-ca', 'local', 'local-ca.pem', 'connected'],
    ['verify-ca', 'other', 'other-ca.pem', 'connected'],
    ['verify-ca', 'local', 'other-ca.pem', 'lost'],
    ['require', 'other', 'other-ca.pem', 'connected'],
    ['require', 'local', 'other-ca.pem', 'lost'],
    ['verify-full', 'local', 'system', 'lost'],
    ['require', 'local', 'system', 'lost'],
  ])(
    'with an authority, as libpq: sslmode=%s, a certificate of %s, sslrootcert=%s: %s',
    async (mode, used, ca, state, host) => {
      certificate = used
      const root = ca === 'system' ? ca : file(ca)
      expect(await connection({ DATABASE_URL: urlWith(`sslmode=${mode}&sslrootcert=${root}`, host) })).toMatchObject({
        state,
        began: ['TLS'],
      })
    },
  )

  it('is set by DB_SSL first, then the URL, then PGSSLMODE with PGSSLROOTCERT', async () => {
    certificate = 'local'
    const PGSSLROOTCERT = file('local-ca.pem')
    expect(await connection({ DATABASE_URL: urlWith(''), PGSSLMODE: 'verify-full', PGSSLROOTCERT })).toMatchObject({
      state: 'connected',
      began: ['TLS'],
    })
    expect(await connection({ DATABASE_URL: urlWith('sslmode=verify-full'), PGSSLMODE: 'disable' })).toMatchObject({
      state: 'lost',
    })
    expect(await connection({ DATABASE_URL: urlWith('sslmode=disable'), DB_SSL: 'verify-full' })).toMatchObject({
      state: 'lost',
    })
    began.length = 0
    expect(await connection({ DATABASE_URL: urlWith('sslmode=disable'), PGSSLMODE: 'require' })).toMatchObject({
      began: ['plaintext'],
    })
  })
})

describe('a setting of TLS that cannot be honoured', () => {
  const problem = (env: Record<string, string>): string => {
    try {
      readConfig(env)
      return ''
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return (error as ConfigError).problems.join('\n')
    }
  }

  it.each([
    [
      'sslmode=verify_full',
      /^DATABASE_URL has sslmode=verify_full; expected one of disable, allow, prefer, require, no-verify, verify-ca, verify-full$/,
    ],
    ['sslmode=nonsense', /sslmode=nonsense; expected one of/],
    ['sslmode=REQUIRE', /sslmode=REQUIRE; expected one of/],
    ['sslmode=', /sslmode=\(empty\); expected one of/],
    ['sslmode=constructor', /expected one of/],
    ['ssl=yes', /^DATABASE_URL has ssl=yes; expected one of .*true.*no-verify/],
    ['ssl=', /expected one of/],
    ['sslMode=require', /unknown parameter sslMode; TLS is set by sslmode/],
    ['ssl_mode=require', /unknown parameter ssl_mode/],
    ['tls=true', /unknown parameter tls/],
    ['sslmode=require&sslmode=disable', /different values/],
    ['ssl=true&sslmode=disable', /different values/],
    [
      'sslmode=verify-full&sslrootcert=/nonexistent/ca.pem',
      /sslrootcert=\/nonexistent\/ca.pem, which cannot be read: ENOENT/,
    ],
    [`sslmode=verify-full&sslrootcert=${import.meta.dirname}/tls.test.ts`, /cannot be used/],
    ['sslmode=require&sslnegotiation=quick', /sslnegotiation=quick; expected one of postgres, direct/],
    ['sslmode=prefer&sslnegotiation=direct', /needs sslmode=require/],
  ])('is refused when the program starts: %s', (parameters, message) => {
    expect(problem({ DATABASE_URL: `postgres://me:hunter2@db.example.com/d?${parameters}` })).toMatch(message)
    expect(problem({ DATABASE_URL: `postgres://me:hunter2@db.example.com/d?${parameters}` })).not.toContain('hunter2')
  })

  it('is refused without sslmode too, instead of connecting in plaintext', () => {
    const url = 'postgres://u@h/d'
    expect(problem({ DATABASE_URL: `${url}?sslrootcert=/nope` })).toMatch(/sslrootcert=\/nope, which cannot be read/)
    expect(problem({ DATABASE_URL: `${url}?sslkey=/nope` })).toMatch(/sslkey=\/nope, which cannot be read/)
    expect(problem({ DATABASE_URL: `${url}?sslnegotiation=foo` })).toMatch(/has sslnegotiation=foo; expected one of/)
    expect(problem({ DATABASE_URL: `${url}&sslmode=require` })).toMatch(/without a \? before the first one/)
    for (const [query, ssl] of [
      ['sslrootcert=system', 'verify-full'],
      ['sslnegotiation=direct', 'require'],
      ['sslnegotiation=postgres', 'disable'],
      ['sslmode=disable&sslrootcert=/nope', 'disable'],
    ])
      expect(readConfig({ DATABASE_URL: `${url}?${query}` }).database).toMatchObject({ ssl })
  })

  it('is refused in DB_SSL and in PGSSLMODE too', () => {
    const DATABASE_URL = 'postgres://u@h/d'
    expect(problem({ DATABASE_URL, DB_SSL: 'verify_full' })).toMatch(
      /^DB_SSL must be one of disable, prefer, require, verify-ca, verify-full/,
    )
    expect(problem({ DATABASE_URL, PGSSLMODE: 'verify_full' })).toMatch(/has PGSSLMODE=verify_full; expected one of/)
    expect(problem({ PGSSLMODE: 'verify_full' })).toBe('') // the embedded server does not read it
  })
})
