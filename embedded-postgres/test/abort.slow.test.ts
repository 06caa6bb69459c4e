import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../src/data-dir/layout.js'
import { findProcesses } from '../src/process/leftovers.js'
import { failureOf, lendDataDir, lendInitialisedDataDir, lendServer } from './helpers/embedded.js'
import { query } from './helpers/query.js'

async function processesBelow(home: string): Promise<number> {
  const names = await readdir(home).catch(() => [])
  const found = await Promise.all(names.map((name) => findProcesses(join(home, name))))
  return found.flat().length
}

describe('a start that is given up', () => {
  it.each([/^creating/, /^starting/])('at "%s" leaves nothing behind and can be repeated', async (moment) => {
    const dataDir = await lendDataDir()
    const giveUp = new AbortController()
    const reason = new Error('never mind')
    const onProgress = (message: string): void => {
      if (moment.test(message)) giveUp.abort(reason)
    }
    await expect(lendServer(dataDir, { signal: giveUp.signal, onProgress })).rejects.toBe(reason)
    const { home } = layoutOf(dataDir)
    expect(await processesBelow(home)).toBe(0)
    expect((await readdir(home)).filter((name) => name.startsWith('unfinished-'))).toEqual([])
    await lendServer(dataDir)
  })

  it('while initdb runs stops it', async () => {
    const dataDir = await lendDataDir()
    const { home } = layoutOf(dataDir)
    const giveUp = new AbortController()
    const failure = failureOf(lendServer(dataDir, { signal: giveUp.signal }))
    await expect.poll(() => processesBelow(home), { interval: 5 }).toBeGreaterThan(0)
    giveUp.abort()
    expect(await failure).toContain('aborted')
    expect(await processesBelow(home)).toBe(0)
    expect(await readdir(home)).toEqual([])
  })

  it('before it began does nothing', async () => {
    const dataDir = await lendDataDir()
    await expect(lendServer(dataDir, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(await readdir(dataDir)).toEqual([])
  })

  it('too late does not stop a server that has started', async () => {
    const giveUp = new AbortController()
    const server = await lendServer(await lendInitialisedDataDir(), { signal: giveUp.signal })
    giveUp.abort()
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
