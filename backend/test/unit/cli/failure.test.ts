import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportCommand, outputFile } from '../../../src/cli/export.js'
import { reportFailure } from '../../../src/cli/failure.js'
import { terminalOf } from '../../../src/cli/terminal.js'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-failure-'))
})
afterEach(async () => {
  process.exitCode = 0
  vi.restoreAllMocks()
  await rm(dir, { recursive: true, force: true })
})

function reported(error: unknown): string {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  reportFailure(error)
  return String(written.mock.calls[0]?.[0])
}

describe('a failed command', () => {
  it('explains a HOST that cannot be resolved', () => {
    const details = { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'nonsense.invalid' }
    expect(reported(Object.assign(new Error('getaddrinfo ENOTFOUND nonsense.invalid'), details))).toBe(
      'modelkeep: HOST nonsense.invalid is a name that cannot be resolved (ENOTFOUND): use 127.0.0.1, or 0.0.0.0 for requests from other machines\n',
    )
  })

  it.each(['EACCES', 'EROFS', 'ENOSPC', 'ENOENT', 'ENOTDIR'])('explains %s in one line with the path', (code) => {
    const error = Object.assign(new Error(`${code}: something, open '/data/x'`), { code, path: '/data/x' })
    expect(reported(error)).toMatch(/^modelkeep: \/data\/x cannot be used: [^:\n]+: [^\n]+\n$/)
  })

  it('keeps the message of any other error', () => {
    expect(reported(new Error('the reason'))).toBe('modelkeep: the reason\n')
  })
})

describe('the file of an export', () => {
  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    [
      'missing/x.gz',
      async () => {},
      /x\.gz cannot be written in \S+missing: there is no such file or folder: create it/,
    ],
    [
      'file/x.gz',
      async (path) => writeFile(join(path, 'file'), ''),
      /x\.gz cannot be written in \S+file: a part of its path is a file/,
    ],
    ['folder', async (path) => mkdir(join(path, 'folder')), /folder cannot be written: it is a folder, not a file/],
  ])('that cannot be written is reported before the database is opened: %s', async (name, prepare, message) => {
    await prepare(dir)
    await expect(exportCommand({ output: join(dir, name) })).rejects.toThrow(message)
  })
})

it('exports to standard output without --output, and with -', () => {
  expect([outputFile({}), outputFile({ output: '-' }), outputFile({ output: './-' })]).toEqual([null, null, './-'])
})

describe('the width of a table', () => {
  it('is that of the terminal, and unlimited in a pipe or a file', () => {
    expect(terminalOf({ isTTY: true, columns: 60 }, {}).columns).toBe(60)
    expect(terminalOf({ isTTY: true }, {}).columns).toBe(100)
    expect(terminalOf({}, {}).columns).toBe(Infinity)
    expect(terminalOf({ isTTY: false, columns: 60 }, {}).columns).toBe(Infinity)
  })
})
