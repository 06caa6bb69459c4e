import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readDotEnv } from '../../../src/cli/dot-env.js'
import { configFromEnvironment } from '../../../src/cli/environment.js'
import { similarName } from '../../../src/cli/similar-names.js'
import { variableNames } from '../../../src/config.js'

const text = 'PORT=4123\n# a comment\nADMIN_TOKEN="of-a-café-0123456789"\n'
const variables = { PORT: '4123', ADMIN_TOKEN: 'of-a-café-0123456789' }
const utf16 = Buffer.from(text, 'utf16le')
const file = '.env'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'modelkeep-dot-env-'))
  vi.spyOn(process, 'cwd').mockReturnValue(dir)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

describe('.env', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['UTF-16 LE', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 BE', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['UTF-16 LE without a mark', utf16],
    ['UTF-16 BE without a mark', Buffer.from(utf16).swap16()],
    ['UTF-8 with the line ends of Windows', Buffer.from(text.replaceAll('\n', '\r\n'))],
  ])('is read in %s', (_, bytes) => {
    writeFileSync(join(dir, file), bytes)
    expect(readDotEnv()).toEqual(variables)
  })

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'another encoding',
      (path) => writeFileSync(path, Buffer.from('A=caf\xe9', 'latin1')),
      /not text in UTF-8 or UTF-16/,
    ],
    ['binary', (path) => writeFileSync(path, Buffer.from([0x41, 0x3d, 0x42, 0, 0, 0x43])), /not text/],
    ['a folder', (path) => mkdirSync(path), /it is a folder/],
    ['a link to nothing', (path) => symlinkSync('/nonexistent/file', path), /no such file/],
    ['a link to itself', (path) => symlinkSync(path, path), /symbolic links/],
  ])('is refused, and never ignored: %s', (_, create, message) => {
    create(join(dir, file))
    expect(readDotEnv).toThrow(/^invalid configuration:\n {2}- \.env cannot be read: /)
    expect(readDotEnv).toThrow(message)
  })

  it.each(['PORT: 3001', 'export PORT : 3001', 'PORT 3001', 'HOST=::1\r\nPORT: 3001\r\n'])(
    'is refused if a line sets one of our names without "=": %j',
    (content) => {
      writeFileSync(join(dir, file), content)
      expect(readDotEnv).toThrow(/^invalid configuration:\n {2}- PORT in \.env is not followed by =: write PORT=…$/)
    },
  )

  it('may hold other lines and comments', () => {
    writeFileSync(join(dir, file), '# PORT: 3001\nPORT = 3001\nnotes: here\nTEXT="\nPORT 1\n"\n')
    expect(readDotEnv()).toMatchObject({ PORT: '3001' })
  })

  it('need not exist', () => expect(readDotEnv()).toEqual({}))

  it('with a name that resembles a known one gives a warning, and its values are not shown', () => {
    writeFileSync(join(dir, file), 'PROT=4123\nMY_TOOL=1\nADMIN_TOKN=secret-of-somebody\nLOG_LEVEL=warn\n')
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    configFromEnvironment()
    for (const name of ['PROT', 'MY_TOOL', 'ADMIN_TOKN', 'LOG_LEVEL']) delete process.env[name]
    expect(written.mock.calls.map(([line]) => line)).toEqual([
      'modelkeep: .env sets ADMIN_TOKN, which this program does not read; did you mean ADMIN_TOKEN?\n',
      'modelkeep: .env sets PROT, which this program does not read; did you mean PORT?\n',
    ])
  })
})

describe('a name that resembles a known one', () => {
  it.each([
    ['PROT', 'PORT'],
    ['port', 'PORT'],
    ['POR', 'PORT'],
    ['MODELKEEP_PORT', 'PORT'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['database-url', 'DATABASE_URL'],
    ['OPENROUTER_APIKEY', 'OPENROUTER_API_KEY'],
    ['OPEN_ROUTER_API_KEY', 'OPENROUTER_API_KEY'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['CACHE_TTL_SECOND', 'CACHE_TTL_SECONDS'],
  ])('%s: %s', (name, meant) => expect(similarName(name, variableNames)?.toUpperCase()).toBe(meant))

  it.each([
    'PORT',
    'NODE_ENV',
    'PATH',
    'TZ',
    'NPM_TOKEN',
    'COMPOSE_PROJECT_NAME',
    'NO_PROXY',
    'https_proxy',
    'POSTGRES_PASSWORD',
  ])('%s is known, or resembles none', (name) => expect(similarName(name, variableNames)).toBeNull())
})
