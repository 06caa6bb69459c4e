import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { print, printToReader } from '../../../src/cli/terminal.js'

const failingWith = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) })

it('reports standard output on a full disk as such', async () => {
  await expect(print(failingWith('ENOSPC'), 'text')).rejects.toMatchObject({ code: 'ENOSPC', path: 'standard output' })
})

it('tells whether there is still a reader', async () => {
  await expect(printToReader(failingWith('EPIPE'), 'text')).resolves.toBe(false)
  const open = new Writable({ write: (_chunk, _encoding, done) => done() })
  await expect(printToReader(open, 'text')).resolves.toBe(true)
})
