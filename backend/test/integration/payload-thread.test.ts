import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Model } from '@modelkeep/catalog/model'
import { describe, expect, it } from 'vitest'
import { createCatalogue, emptyCatalogue, type Catalogue } from '../../src/catalogue.js'
import { createThreadReader } from '../../src/payload/payload-thread.js'
import { readPayloadHere, type PayloadReading } from '../../src/payload/read-payload.js'
import { exampleModel } from '../helpers/fake-upstream.js'

const built = new URL('../../bundle/payload-worker.js', import.meta.url)
const bodyOf = (...items: unknown[]): Buffer => Buffer.from(JSON.stringify({ data: items }))
const models = (count: number, text = '') => Array.from({ length: count }, (_, nr) => ({ ...exampleModel(`a/m${nr}`), description: text }))

const startBuilt = (): Worker => new Worker(built)
const inThread = createThreadReader((error) => {
  throw error
}, startBuilt)

/** What can be compared of a reading: everything, and of which entries are those that were known. */
function told(reading: PayloadReading, known: Catalogue) {
  if (!reading.ok) return reading
  return reading.items.map(({ item, inspection, entry }) => ({
    item,
    inspection,
    entry: entry && { bytes: entry.json, facts: entry.facts.hash, factsJson: entry.facts.json, benchmarks: entry.benchmarks?.hash, known: known.byId.get(entry.id) === entry },
  }))
}

async function expectTheSame(body: Buffer, known = emptyCatalogue): Promise<void> {
  expect(told(await inThread(body, known), known)).toEqual(told(await readPayloadHere(body, known), known))
}

describe('a payload that is read in a thread of its own', () => {
  const scored = { ...exampleModel('a/scored'), benchmarks: { design_arena: [{ arena: 'agents', score: 3 }] } }
  const deep = Buffer.from(`{"data":[{"id":"a/deep","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`)
  it.each([
    ['one model', bodyOf(exampleModel('a/one'))],
    ['benchmarks, which have a hash of their own', bodyOf(scored, exampleModel('a/one'))],
    ['keys in another order, and unknown ones', bodyOf({ zebra: 1, ...Object.fromEntries(Object.entries(exampleModel('a/one')).toReversed()) })],
    ['items that are none', bodyOf(null, 7, 'a/text', [], {}, { id: 'a/poor' }, exampleModel('a/one'))],
    ['what no database takes', bodyOf({ ...exampleModel('a/nul'), name: '\0' }, { ...exampleModel('a/half'), name: '\ud800' }, { id: '\ud800' })],
    ['one model twice', bodyOf(exampleModel('a/one'), exampleModel('a/one'), { ...exampleModel('a/one'), context_length: 1 })],
    ['endless nesting', deep],
    ['an empty list', bodyOf()],
    ['no list', Buffer.from('{"error":{"message":"no"}}')],
    ['HTML', Buffer.from('<html>')],
    ['half a payload', bodyOf(exampleModel('a/one')).subarray(0, 40)],
    ['nothing', Buffer.alloc(0)],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe])],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bodyOf(exampleModel('a/one'))])],
    ['more than the other thread is told at once, and pieces that end inside a character', bodyOf(...models(450, '€'.repeat(2_500)))],
  ])('is what it is here: %s', async (_, body) => {
    await expectTheSame(body)
  })

  it('tells nothing of models whose content is known, not even where one is there twice, and all of those that changed', async () => {
    const known = createCatalogue([exampleModel('a/one'), exampleModel('a/two'), scored] as unknown[] as Model[])
    const body = bodyOf(scored, exampleModel('a/one'), exampleModel('a/one'), { ...exampleModel('a/two'), context_length: 1 }, exampleModel('a/new'))
    await expectTheSame(body, known)
    const reading = await inThread(body, known)
    expect(reading.ok && reading.items.map(({ entry }) => known.entries.indexOf(entry!))).toEqual([2, 0, 0, -1, -1])
  })

  it('leaves no thread behind', async () => {
    let worker: Worker | undefined
    const read = createThreadReader(() => {}, () => (worker = startBuilt()))
    await read(bodyOf(exampleModel('a/one')), emptyCatalogue)
    expect(worker!.threadId).toBe(-1)
  })

  it.each([
    ['cannot begin', () => new Worker(new URL('no-such-file.js', built)), 'no-such-file.js'],
    ['throws', () => new Worker('throw new Error("it broke")', { eval: true }), 'it broke'],
    ['ends too soon', () => new Worker('process.exit(3)', { eval: true }), 'ended with 3'],
  ])('is read here after all where the thread %s, and somebody is told why', async (_, start, why) => {
    const troubles: string[] = []
    const read = createThreadReader((error) => void troubles.push(String(error)), start)
    const reading = await read(bodyOf(exampleModel('a/one')), emptyCatalogue)
    expect(reading.ok && reading.items.map(({ entry }) => entry?.id)).toEqual(['a/one'])
    expect(troubles).toEqual([expect.stringContaining(why)])
  })

  it('is set aside where it takes more memory than there is', async () => {
    const read = createThreadReader(
      (error) => {
        throw error
      },
      () => new Worker('const all = []; for (;;) all.push({})', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } }),
    )
    const reading = await read(bodyOf(exampleModel('a/one')), emptyCatalogue)
    expect(reading).toEqual({ ok: false, reason: 'too_large', detail: expect.stringContaining('memory') })
  })

  it.skipIf(!existsSync('/proc/thread-self'))('takes second place to the answers (only Linux gives threads priorities)', async () => {
    const worker = startBuilt()
    worker.postMessage({ piece: bodyOf(exampleModel('a/one')) })
    worker.postMessage({ more: true })
    await once(worker, 'message')
    expect(priorities()).toContain(5)
    await worker.terminate()
    expect(priorities()).not.toContain(5)
  })
})

/** Of each thread of this process: 0, or how much it stands back. */
function priorities(): number[] {
  return readdirSync('/proc/self/task').map((id) => Number(readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ')[1]!.split(' ')[16]))
}
