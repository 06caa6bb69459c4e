// Two years of real captures, as a file to import.
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createCaptureParser } from '../backend/dist/history/capture/capture.js'
import { readCaptures } from '../backend/dist/history/capture/read-captures.js'
import { importCaptures } from '../backend/dist/history/import/import-captures.js'
import { systemClock } from '../backend/dist/lib/clock.js'

const reader = new URL('../../shared/data/read-history.mjs', import.meta.url)

export function hasRealHistory() {
  return existsSync(reader)
}

/**
 * Writes the captures into a folder.
 * @returns {Promise<{file: string, moments: string[], newest: {observed_at: string, data: object[]}}>} `moments`: when each was observed
 */
export async function writeCaptures(folder) {
  const { captures } = await import(reader.href)
  const file = join(folder, 'captures.ndjson')
  const moments = []
  let newest = null
  async function* lines() {
    for await (const capture of captures()) {
      moments.push(capture.observed_at)
      newest = capture
      yield `${JSON.stringify(capture)}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
  return { file, moments, newest }
}

export async function importFile(db, file) {
  const read = createCaptureParser({ scope: 'text', observedAt: null, now: () => Date.now() })
  const context = {
    db,
    clock: systemClock,
    maxShrinkPercent: 100,
    holder: 'bench',
    files: [file],
    leaseTtlMs: 10_000,
    onWaiting: () => {},
    onBad: (bad) => console.error(bad),
    onProgress: () => {},
  }
  if (statSync(file).size === 0) throw new Error('there are no captures')
  return importCaptures(
    context,
    readCaptures({ file, bytes: createReadStream(file) }, { parse: read, maxBytes: 32 * 1024 ** 2 }),
  )
}
