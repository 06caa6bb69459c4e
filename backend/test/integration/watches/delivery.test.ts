import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createOutbound } from '../../../src/watches/outbound/outbound.js'
import { readAllowedTargets } from '../../../src/watches/outbound/allowed-targets.js'
import { repeatEvents, repeatMessage } from '../../../src/watches/queries/repeat-events.js'
import { settleFailed } from '../../../src/watches/queries/settle-message.js'
import { createWatchStore } from '../../../src/watches/watch-store.js'
import { createSender, type Send } from '../../../src/watches/send.js'
import type { Message } from '../../../src/watches/message.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { startReceiver } from '../../helpers/receiver.js'
import { until } from '../../helpers/test-app.js'
import { connect } from '../../helpers/sync-fixture.js'
import { systemClock } from '../../../src/lib/clock.js'
import { createDeliveryFixture, failed, ok, seqsOf, type DeliveryFixture } from './helpers/delivery-fixture.js'

let fixture: DeliveryFixture
beforeAll(async () => {
  fixture = await createDeliveryFixture()
})
afterEach(() => fixture.reset())
afterAll(() => fixture.close())

/** Sends for one watch, as `how` says; all others succeed at once. */
function sendOf(watchId: number, how: (message: Message) => Promise<Awaited<ReturnType<Send>>>): Send {
  return (message) => (message.watch.id === watchId ? how(message) : Promise.resolve(ok))
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, nr) => from + nr)
const isSettled = async (id: number): Promise<boolean> =>
  (await fixture.events(id)).every(({ state }) => state !== 'pending')

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

describe('ten replicas with slow receivers', () => {
  it('deliver each message once and in order, never two of a watch at once', async () => {
    const ids = await Promise.all(range(0, 12).map((nr) => fixture.watch(nr % 4 === 3 ? { grouping: 'hourly' } : {})))
    const seqs = range(1, 15)
    // The tests of a run share one server, which has 50 connections.
    const databases = await Promise.all(range(0, 10).map(() => connect(fixture.url, undefined, { maxConnections: 1 })))
    const inFlight = new Map<number, number>()
    const received = new Map<number, number[]>()
    let most = 0
    const send: Send = async ({ watch, items }) => {
      const now = (inFlight.get(watch.id) ?? 0) + 1
      most = Math.max(most, now)
      inFlight.set(watch.id, now)
      await fixture.db.query('SELECT pg_sleep(0.004)')
      received.set(watch.id, [...(received.get(watch.id) ?? []), ...seqsOf(items)])
      inFlight.set(watch.id, inFlight.get(watch.id)! - 1)
      return ok
    }
    const replicas = databases.map((db) => fixture.deliver(send, { db }))
    for (const seq of seqs) {
      for (const id of ids) await fixture.enqueue(id, [seq])
      await fixture.db.query('UPDATE watch_events SET due_at = now() WHERE due_at > now()')
      for (const { wake } of replicas) wake()
    }
    await until(async () => {
      for (const { wake } of replicas) wake()
      return (await Promise.all(ids.map(isSettled))).every(Boolean)
    })
    for (const { stop } of replicas) await stop()
    await Promise.all(databases.map((db) => db.close()))
    expect(most).toBe(1)
    for (const id of ids) expect(received.get(id)).toEqual(seqs)
  })
})

describe('a replay while a message is being sent', () => {
  it.each([
    ['of that message', 0],
    ['of an earlier message', -1],
  ])('%s waits for it, also in another replica', async (_what, which) => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1, 2])
    const arrived = [deferred(), deferred()]
    const answer = deferred()
    const ids: string[] = []
    let [inFlight, most] = [0, 0]
    const send = sendOf(id, async (message) => {
      most = Math.max(most, ++inFlight)
      ids.push(message.id)
      arrived[ids.length - 1]?.resolve()
      if (ids.length === 2) await answer.promise
      inFlight--
      return ok
    })
    const first = fixture.deliver(send)
    await arrived[1]!.promise
    expect(await repeatMessage(fixture.db, id, ids.at(which - 1)!)).toBe(1)
    let looked = 0
    const otherDb = await connect(fixture.url)
    const other = fixture.deliver(send, {
      db: { ...otherDb, query: (...asked) => ((looked += 1), otherDb.query(...asked)) },
    })
    await until(() => looked > 0) // it found nothing to claim, and asked when there will be
    expect([most, ids.length]).toEqual([1, 2])
    answer.resolve()
    await until(async () => (first.wake(), other.wake(), isSettled(id)))
    expect(most).toBe(1)
    expect(ids.length).toBe(which === 0 ? 2 : 3)
    await first.stop()
    await other.stop()
    await otherDb.close()
  })

  it('keeps the schedule of its retries', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1])
    const [arrived, answer] = [deferred(), deferred()]
    let messageId = ''
    const delivery = fixture.deliver(
      sendOf(id, async (message) => {
        messageId = message.id
        arrived.resolve()
        await answer.promise
        return failed(500)
      }),
    )
    await arrived.promise
    await repeatMessage(fixture.db, id, messageId)
    answer.resolve()
    await until(async () => (await fixture.row(id)).failures === 1)
    expect(await fixture.events(id)).toMatchObject([{ state: 'pending', is_claimed: false }])
    expect((await fixture.events(id))[0]!.due_in).toBeGreaterThan(1)
    await delivery.stop()
  })
})

describe('a replay of a part of a digest', () => {
  it('sends the whole digest: the same id has the same content', async () => {
    const id = await fixture.watch({ grouping: 'hourly' })
    await fixture.enqueue(id, [1, 2, 3])
    await fixture.db.query('UPDATE watch_events SET due_at = now() WHERE watch_id = $1', [id])
    const sent: [string, number[]][] = []
    const delivery = fixture.deliver(
      sendOf(id, async (message) => (sent.push([message.id, seqsOf(message.items)]), ok)),
    )
    await until(() => isSettled(id))
    expect([...(await repeatEvents(fixture.db, id, ['change 2']))]).toContain('change 2')
    await until(async () => (delivery.wake(), isSettled(id)))
    expect(sent).toHaveLength(2)
    expect(sent[1]).toEqual(sent[0])
    await delivery.stop()
  })
})

describe('the claim of a replica that crashed', () => {
  it('ends, and another replica sends the same message', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1, 2])
    const arrived = deferred()
    const sent: { by: string; id: string; seqs: number[] }[] = []
    const crashed = fixture.deliver(
      sendOf(id, (message) => {
        sent.push({ by: 'crashed', id: message.id, seqs: seqsOf(message.items) })
        arrived.resolve()
        return Promise.reject(new Error('killed')) // nothing is settled
      }),
      { db: { ...fixture.db, transaction: crashingAfter(1, fixture.db.transaction.bind(fixture.db)) } },
    )
    await arrived.promise
    await crashed.stop()
    const other = fixture.deliver(
      sendOf(id, async (message) => (sent.push({ by: 'other', id: message.id, seqs: seqsOf(message.items) }), ok)),
    )
    await fixture.db.query("UPDATE watch_events SET claimed_until = now() - interval '1 s' WHERE watch_id = $1", [id])
    await until(async () => (other.wake(), isSettled(id)))
    expect(sent.map(({ by, seqs }) => [by, seqs])).toEqual([
      ['crashed', [1]],
      ['other', [1]],
      ['other', [2]],
    ])
    expect(sent[1]!.id).toBe(sent[0]!.id)
    await other.stop()
  })
})

/** A database whose transactions fail after the first few. */
function crashingAfter<T extends (...given: never[]) => Promise<unknown>>(count: number, transaction: T): T {
  let left = count
  return ((...given: never[]) =>
    left-- > 0 ? transaction(...given) : Promise.reject(new Error('the database is gone'))) as T
}

describe('a failed attempt', () => {
  it.each([
    ['is repeated after 5 s', failed(500), 5],
    ['is repeated when Retry-After says', failed(429, { retryAfter: '120' }), 120],
    ['is repeated after a day at the latest', failed(503, { retryAfter: '999999' }), 86_400],
    ['is not repeated earlier because of Retry-After', failed(429, { retryAfter: '0' }), 5],
  ])('%s', async (_what, result, seconds) => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1, 2])
    const delivery = fixture.deliver(sendOf(id, () => Promise.resolve(result)))
    await until(async () => (await fixture.row(id)).failures === 1)
    const [first, second] = await fixture.events(id)
    expect(first).toMatchObject({ state: 'pending', attempts: 1, is_claimed: false })
    expect(Math.abs(first!.due_in - seconds)).toBeLessThan(60) // whatever the machine was doing
    expect(second).toMatchObject({ state: 'pending', attempts: 0, message_id: null })
    await delivery.stop()
  })

  it('that is the tenth gives the message up, and the twentieth pauses the watch, which resumes where it was', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1, 2, 3])
    let works = false
    const sent: number[] = []
    const delivery = fixture.deliver(
      sendOf(id, async ({ items }) => {
        sent.push(...seqsOf(items))
        return works ? ok : failed(500)
      }),
    )
    await until(async () => {
      await fixture.db.query("UPDATE watch_events SET due_at = now() WHERE watch_id = $1 AND state = 'pending'", [id])
      delivery.wake()
      return (await fixture.row(id)).state === 'paused'
    })
    expect(sent).toEqual([...range(0, 10).map(() => 1), ...range(0, 10).map(() => 2)])
    expect((await fixture.row(id)).state_reason).toBe('20 attempts in a row failed; the last: answered 500')
    expect((await fixture.events(id)).map(({ state }) => state)).toEqual(['failed', 'failed', 'pending'])
    works = true
    await storeOf(fixture).change(id, { state: 'active' })
    await until(async () => (delivery.wake(), isSettled(id)))
    expect(sent.slice(20)).toEqual([3])
    expect(await fixture.row(id)).toMatchObject({ state: 'active', failures: 0 })
    await delivery.stop()
  })

  it('of a watch that somebody resumes is repeated at once', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1])
    let works = false
    const delivery = fixture.deliver(sendOf(id, async () => (works ? ok : failed(410))))
    await until(async () => (await fixture.row(id)).state === 'disabled')
    await fixture.db.query("UPDATE watch_events SET due_at = now() + interval '1 day' WHERE watch_id = $1", [id])
    works = true
    await storeOf(fixture).change(id, { state: 'active' })
    await until(async () => (delivery.wake(), isSettled(id)))
    expect(await fixture.events(id)).toMatchObject([{ state: 'delivered', attempts: 2 }])
    await delivery.stop()
  })

  it('whose watch was removed meanwhile disturbs nobody', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1])
    const [arrived, answer] = [deferred(), deferred()]
    const delivery = fixture.deliver(
      sendOf(id, async () => {
        arrived.resolve()
        await answer.promise
        return failed(500)
      }),
    )
    const troubles: string[] = []
    delivery.events.on('trouble', ({ what }) => troubles.push(what))
    await arrived.promise
    await storeOf(fixture).remove(id)
    answer.resolve()
    const next = await fixture.watch()
    await fixture.enqueue(next, [2])
    await until(async () => (delivery.wake(), isSettled(next)))
    await delivery.stop()
    expect(troubles).toEqual([])
  })

  it('because of a fault of the program is recorded and repeated like any other', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1])
    const delivery = fixture.deliver(sendOf(id, () => Promise.reject(new TypeError('secret https://x/s3cr3t'))))
    await until(async () => (await fixture.row(id)).failures === 1)
    const rows = await fixture.db.query('SELECT outcome, detail FROM watch_deliveries WHERE watch_id = $1', [id])
    expect(rows).toEqual([{ outcome: 'failed', detail: 'the message could not be sent, because of an internal error' }])
    await delivery.stop()
  })

  it('that another replica has repeated since does not change when it is due', async () => {
    const id = await fixture.watch()
    await fixture.enqueue(id, [1])
    const [arrived, answer] = [deferred(), deferred()]
    let messageId = ''
    const delivery = fixture.deliver(
      sendOf(id, async (message) => {
        messageId = message.id
        arrived.resolve()
        await answer.promise
        return ok
      }),
    )
    await arrived.promise
    const late = { watchId: id, messageId, attempt: 0, status: 500, latencyMs: 1, detail: 'late' }
    await settleFailed(fixture.db, late, { retryInMs: 5_000, disable: null })
    expect(await fixture.events(id)).toMatchObject([{ is_claimed: true, attempts: 1 }])
    answer.resolve()
    await until(() => isSettled(id))
    await delivery.stop()
  })
})

describe('a digest of more than 1,000 changes', () => {
  it('is sent as several messages, in order', async () => {
    const id = await fixture.watch({ grouping: 'daily' })
    await fixture.enqueue(id, range(1, 2_100))
    await fixture.db.query('UPDATE watch_events SET due_at = now() WHERE watch_id = $1', [id])
    const sent: number[][] = []
    const delivery = fixture.deliver(sendOf(id, async ({ items }) => (sent.push(seqsOf(items)), ok)))
    await until(async () => (delivery.wake(), isSettled(id)))
    await delivery.stop()
    expect(sent.map(({ length }) => length)).toEqual([1_000, 1_000, 100])
    expect(sent.flat()).toEqual(range(1, 2_100))
  })
})

describe('a clock that jumps', () => {
  it.each([
    ['forwards', 5 * 3_600_000],
    ['backwards', -5 * 3_600_000],
  ])('%s does not move attempts, nor the time of a message', async (_direction, byMs) => {
    const id = await fixture.watch()
    const clock = createFakeClock(Date.now())
    await fixture.enqueue(id, [1, 2])
    const sentAt: number[] = []
    const delivery = fixture.deliver(
      sendOf(id, async (message) => {
        sentAt.push(message.sentAt)
        clock.set(clock.now() + byMs)
        return sentAt.length === 2 ? failed(500) : ok
      }),
      { clock },
    )
    await until(async () => (delivery.wake(), (await fixture.row(id)).failures === 1))
    const [{ now }] = (await fixture.db.query<{ now: number }>('SELECT now() AS now')) as [{ now: number }]
    for (const at of sentAt) expect(Math.abs(at - now)).toBeLessThan(60_000)
    const [, second] = await fixture.events(id)
    expect(second!.due_in).toBeGreaterThan(-60)
    expect(second!.due_in).toBeLessThanOrEqual(5)
    await delivery.stop()
  })
})

describe('a receiver', () => {
  const attempt = async (how: Parameters<Awaited<ReturnType<typeof startReceiver>>['answer']>[0]) => {
    const receiver = await startReceiver()
    receiver.answer(how)
    const clock = createFakeClock()
    const outbound = createOutbound({ allowed: readAllowedTargets(['127.0.0.0/8']), clock })
    const send = createSender({ outbound, sendMail: null, box: null })
    const message: Message = {
      id: 'one',
      kind: 'test',
      sentAt: 0,
      createdAt: 0,
      watch: { id: 1, name: 'one' },
      items: [],
    }
    const sending = send(message, { type: 'ntfy', target: `${receiver.url}/topic` }, null)
    return { receiver, clock, sending, close: () => Promise.all([outbound.close(), receiver.close()]) }
  }

  it.each([
    ['301', 301, 'a redirect, which is not followed'],
    ['307', 307, 'a redirect, which is not followed'],
    ['410', 410, 'body'],
    ['500', 500, 'body'],
  ])('that answers %s has failed', async (_name, status, detail) => {
    const { sending, receiver, close } = await attempt((response) =>
      response.writeHead(status, { location: `http://127.0.0.1:1/elsewhere` }).end('body'),
    )
    expect(await sending).toEqual({ ok: false, status, retryAfter: null, detail })
    expect(receiver.messages).toHaveLength(1)
    await close()
  })

  it('that resets the connection has failed', async () => {
    const { sending, close } = await attempt((response) => void response.socket?.resetAndDestroy())
    expect(await sending).toMatchObject({
      ok: false,
      status: null,
      detail: expect.stringMatching(/connection was (reset|closed)/),
    })
    await close()
  })

  it('that hangs has failed after ten seconds, and one that is slower than that is not waited for', async () => {
    const { sending, receiver, clock, close } = await attempt(() => {})
    await receiver.received(1)
    await clock.advance(9_999)
    let ended = false
    void sending.then(() => (ended = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(false)
    await clock.advance(1)
    expect(await sending).toMatchObject({ ok: false, status: null, detail: 'no response within 10 s' })
    await close()
  })

  it('that takes eight seconds has succeeded', async () => {
    const late = deferred()
    const { sending, receiver, clock, close } = await attempt((response) => {
      void late.promise.then(() => response.writeHead(204).end())
    })
    await receiver.received(1)
    await clock.advance(8_000)
    late.resolve()
    expect(await sending).toMatchObject({ ok: true, status: 204 })
    await close()
  })

  it('that answers 20 MB has succeeded, without them being read', async () => {
    let written = 0
    const { sending, close } = await attempt((response) => {
      response.writeHead(200)
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const more = (): void => {
        while (written < 20 * 1024 * 1024) {
          written += chunk.length
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    const result = await sending
    expect(result).toMatchObject({ ok: true, status: 200 })
    expect(result.detail.length).toBeLessThanOrEqual(200)
    expect(written).toBeLessThan(20 * 1024 * 1024)
    await close()
  })
})

function storeOf({ db }: DeliveryFixture): ReturnType<typeof createWatchStore> {
  return createWatchStore({
    db,
    box: null,
    rules: { allowed: readAllowedTargets([]), hasMail: false },
    clock: systemClock,
  })
}
