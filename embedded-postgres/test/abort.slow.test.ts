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

describe('an aborted start', () => {
  it.each([/^creating/, /^starting/])('at "%s" leaves nothing behind and can be repeated', async (moment) => {
    const dataDir = await lendDataDir()
    const controller = new AbortController()
    const reason = new Error('never mind')
    const onProgress = (message: string): void => {
      if (moment.test(message)) controller.abort(reason)
    }
    await expect(lendServer(dataDir, { signal: controller.signal, onProgress })).rejects.toBe(reason)
    const { home } = layoutOf(dataDir)
    expect(await processesBelow(home)).toBe(0)
    expect((await readdir(home)).filter((name) => name.startsWith('unfinished-'))).toEqual([])
    await lendServer(dataDir)
  })

  it('stops a running initdb', async () => {
    const dataDir = await lendDataDir()
    const { home } = layoutOf(dataDir)
    const controller = new AbortController()
    const failure = failureOf(lendServer(dataDir, { signal: controller.signal }))
    await expect.poll(() => processesBelow(home), { interval: 5 }).toBeGreaterThan(0)
    controller.abort()
    expect(await failure).toContain('aborted')
    expect(await processesBelow(home)).toBe(0)
    expect(await readdir(home)).toEqual([])
  })

  it('does nothing if it was aborted before', async () => {
    const dataDir = await lendDataDir()
    await expect(lendServer(dataDir, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(await readdir(dataDir)).toEqual([])
  })

  it('does not stop a server that has already started', async () => {
    const controller = new AbortController()
    const server = await lendServer(await lendInitialisedDataDir(), { signal: controller.signal })
    controller.abort()
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
