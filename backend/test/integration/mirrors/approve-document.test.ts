import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isApproved } from '@modelkeep/catalog/contract/approvable'
import { beforeEach, describe, expect, it } from 'vitest'
import { readMirror } from '../../../src/mirrors/mirror-database.js'
import type { Mirror } from '../../../src/mirrors/mirror.js'
import { listQuarantined, markApproved, readQuarantined } from '../../../src/postgres/queries/quarantine.js'
import { createMirrorFixture, priceMap, type MirrorFixture } from './helpers/mirror-fixture.js'

const minute = 60_000
const signal = new AbortController().signal
let fixture: MirrorFixture
beforeEach(async () => {
  fixture = await createMirrorFixture()
  return () => fixture.close()
})

async function syncAt(mirror: Mirror, content?: unknown): Promise<number> {
  if (content !== undefined) fixture.publish(content)
  await fixture.clock.advance(minute)
  await mirror.sync(signal)
  return fixture.clock.now()
}

/** A mirror with 200 entries, whose site now has these; the newest quarantined document, and when it was seen. */
async function quarantinedWith(entries = 100): Promise<{ mirror: Mirror; body: Buffer; seenAt: number }> {
  const mirror = fixture.replica()
  await syncAt(mirror, priceMap(200))
  const seenAt = await syncAt(mirror, priceMap(entries))
  return { mirror, body: await newestBody(), seenAt }
}

const entriesOf = (mirror: Mirror): number => mirror.served()!.catalogue.hashes.size
const newestBody = async (): Promise<Buffer> => {
  const [newest] = await listQuarantined(fixture.db)
  return (await readQuarantined(fixture.db, newest!.id))!.body
}
const entriesAt = async (moment: number): Promise<number | undefined> =>
  (await readMirror(fixture.db, 'litellm', moment))?.catalogue.hashes.size

describe('a quarantined document', () => {
  it('is listed with its source, and counted once however often it is seen', async () => {
    const { mirror, seenAt } = await quarantinedWith()
    const again = await syncAt(mirror)
    expect(await listQuarantined(fixture.db)).toMatchObject([
      {
        source: 'litellm',
        scope: null,
        model_id: null,
        reason: 'shrunk',
        detail: 'it has 100 entries instead of 200; more than MAX_SHRINK_PERCENT, 20 %, are gone',
        times: 2,
        observed_at: new Date(seenAt).toISOString(),
        last_observed_at: new Date(again).toISOString(),
        bytes: JSON.stringify(priceMap(100)).length,
        approved_at: null,
      },
    ])
  })

  it('is one of the newest five of its mirror', async () => {
    const { mirror } = await quarantinedWith()
    for (let nr = 0; nr < 6; nr++) await syncAt(mirror, priceMap(100, [nr]))
    expect(await listQuarantined(fixture.db)).toHaveLength(5)
  })

  it('is known to other replicas, and after a restart', async () => {
    const { mirror } = await quarantinedWith()
    const other = fixture.replica({ gapMs: minute * 10 })
    await syncAt(other)
    expect(entriesOf(other)).toBe(200)
    expect(other.status()).toEqual(mirror.status())
  })
})

describe('an approved document', () => {
  it('is served by every replica, and stored as of the time it was last seen', async () => {
    const { mirror, body, seenAt } = await quarantinedWith()
    const other = fixture.replica({ gapMs: minute * 10 })
    await syncAt(other)
    await fixture.clock.advance(minute)
    expect(await mirror.approve(body, seenAt)).toBe('applied')
    expect(mirror.served()).toMatchObject({ confirmedAt: seenAt, catalogue: { changedAt: seenAt } })
    await other.reconcile()
    for (const replica of [mirror, other]) {
      expect(JSON.stringify(replica.served()!.catalogue.document)).toBe(JSON.stringify(priceMap(100)))
      expect(replica.status()).toEqual({ quarantined: null, lastError: null })
    }
    expect([await entriesAt(seenAt - 1), await entriesAt(seenAt)]).toEqual([200, 100])
  })

  it('stays, as long as its site publishes it, and after a restart', async () => {
    const { mirror, body, seenAt } = await quarantinedWith()
    await mirror.approve(body, seenAt)
    const confirmedAt = await syncAt(mirror)
    expect(mirror.served()).toMatchObject({ confirmedAt, catalogue: { changedAt: seenAt } })
    expect(mirror.status().quarantined).toBeNull()
    const restarted = fixture.replica()
    await restarted.loadFile()
    expect(restarted.served()).toMatchObject({ tier: 'file', confirmedAt })
    expect(entriesOf(restarted)).toBe(100)
  })

  it.each([
    ['a new one', 199],
    ['the known one', 200],
  ])('is refused once a good document has arrived on another replica: %s', async (_what, entries) => {
    const { mirror, body, seenAt } = await quarantinedWith()
    const other = fixture.replica()
    await syncAt(other, priceMap(entries))
    expect(await mirror.approve(body, seenAt)).toBe('outdated')
    expect([entriesOf(mirror), entriesOf(other)]).toEqual([entries, entries])
    expect(mirror.status().quarantined).toBeNull()
  })

  it('is approved although its file cannot be written', async () => {
    const { body, seenAt } = await quarantinedWith()
    const file = join(fixture.dataDir, 'file')
    await writeFile(file, '')
    const mirror = fixture.replica({ dataDir: file })
    expect(await mirror.approve(body, seenAt)).toBe('applied')
    expect(entriesOf(mirror)).toBe(100)
    expect(fixture.troubles).toContain('mirror_not_saved')
  })

  it('can be approved again if it is quarantined again', async () => {
    const { mirror, body, seenAt } = await quarantinedWith()
    await mirror.approve(body, seenAt)
    await markApproved(fixture.db, (await listQuarantined(fixture.db))[0]!.id, seenAt)
    await syncAt(mirror, priceMap(200))
    const seenAgainAt = await syncAt(mirror, priceMap(100))
    expect(isApproved((await listQuarantined(fixture.db))[0]!)).toBe(false)
    expect(await mirror.approve(body, seenAgainAt)).toBe('applied')
    expect(entriesOf(mirror)).toBe(100)
  })
})
