/**
 * Rounds of `kill -9`, of the program and of PostgreSQL in turn, while syncs commit changes and a watch delivers them. The point is random:
 * a number of chunks after the sync began, or when a message arrives, before it is answered. At the end every change that was committed
 * must have arrived, in order, and nothing else.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { Webhook } from 'standardwebhooks'
import { startControlledPostgres, type ControlledPostgres } from '../../helpers/controlled-postgres.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startProgram, type Program } from '../../helpers/program.js'
import { query } from '../../helpers/query.js'
import { startReceiver, type Receiver } from '../../helpers/receiver.js'
import { startCountingProxy, type CountingProxy } from './counting-proxy.js'
import { seededRandom } from './random.js'
import { eventually, refresh } from './refresh.js'

export interface WatchKillReport {
  killed: { program: number; postgres: number }
  /** Changes that were committed; messages that arrived, and those of them that repeat an earlier one. */
  committed: number
  arrived: number
  repeated: number
  wrong: string[]
}

interface Setup {
  postgres: ControlledPostgres
  proxy: CountingProxy
  upstream: FakeUpstream
  receiver: Receiver
  dataDir: string
  program: Program | null
  url: string
}

const adminToken = 'of-the-killed-watches-0123456789'
const models = 30
const changedPerRound = 4
/** About what a sync and its deliveries send to the database. */
const pieces = 60
type Change = Pick<ListedChange, 'seq' | 'model_id' | 'after'>

export async function watchKillRounds({ rounds, seed }: { rounds: number; seed: number }): Promise<WatchKillReport> {
  const postgres = await startControlledPostgres({ settings: ['fsync = off'] }) // processes are killed, not the machine
  const setup: Setup = {
    postgres,
    proxy: await startCountingProxy(postgres.url),
    upstream: await startFakeUpstream({ models: listOf(0) }),
    receiver: await startReceiver(),
    dataDir: await mkdtemp(join(tmpdir(), 'modelkeep-watch-kills-')),
    program: null,
    url: '',
  }
  const report: WatchKillReport = {
    killed: { program: 0, postgres: 0 },
    committed: 0,
    arrived: 0,
    repeated: 0,
    wrong: [],
  }
  try {
    await recover(setup, report)
    await refresh(setup.url, adminToken)
    const secret = await createWatch(setup)
    const [{ id: before }] = (await query(postgres.url, 'SELECT max(id)::integer AS id FROM catalog_syncs')) as [
      { id: number },
    ]
    const random = seededRandom(seed)
    let checked = 0
    for (let round = 1; round <= rounds; round++) {
      await strike(setup, round, random, report)
      checked = checkSignatures(setup.receiver, secret, checked)
    }
    await recover(setup, report)
    await verify(setup, before, report)
    checkSignatures(setup.receiver, secret, checked)
    return report
  } finally {
    await setup.program?.stop('SIGKILL')
    await setup.proxy.close()
    await setup.upstream.close()
    await setup.receiver.close()
    await postgres.close()
    await rm(setup.dataDir, { recursive: true, force: true })
  }
}

/** Prices that were never there before, so that none flaps; and a model that comes and goes. */
function listOf(round: number): Record<string, unknown>[] {
  const list = Array.from({ length: models }, (_, nr) => {
    const changes = Math.floor((round * changedPerRound + nr) / models)
    return exampleModel(`a/model-${nr}`, { pricing: { prompt: `0.00000${1 + changes}`, completion: '0.00001' } })
  })
  return round % 3 === 0 ? list : [...list, exampleModel('a/guest')]
}

async function strike(setup: Setup, round: number, random: () => number, report: WatchKillReport): Promise<void> {
  await recover(setup, report)
  setup.upstream.setModels(listOf(round))
  const victim = round % 2 ? 'program' : 'postgres'
  let struck: Promise<unknown> | null = null
  const kill = (): void => {
    struck ??= victim === 'program' ? setup.program!.stop('SIGKILL') : setup.postgres.kill()
  }
  const place = Math.floor(random() * pieces)
  if (random() < 0.4) {
    let left = 1 + (place % changedPerRound)
    setup.receiver.answer((response) => {
      if (--left === 0) kill()
      response.writeHead(204).end()
    })
  } else setup.proxy.at(1 + place, kill)
  await refresh(setup.url, adminToken)
  await eventually(() => struck !== null, 500) // messages are sent after the response
  kill()
  await (struck as Promise<unknown> | null)
  setup.proxy.at(null, () => {})
  setup.receiver.answer((response) => void response.writeHead(204).end())
  report.killed[victim] += 1
  if (victim === 'program') setup.program = null
}

/** Restarts both, and ends the claims of attempts that were killed, which would last a minute. */
async function recover(setup: Setup, report: WatchKillReport): Promise<void> {
  await setup.postgres.start()
  if (setup.program === null) {
    setup.program = startProgram('serve', [], {
      PORT: '0',
      DATABASE_URL: setup.proxy.url,
      DB_MAX_CONNECTIONS: '4',
      OPENROUTER_BASE_URL: setup.upstream.url,
      DATA_DIR: setup.dataDir,
      ADMIN_TOKEN: adminToken,
      SYNC_INTERVAL_SECONDS: '4',
      WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      WEBHOOK_ALLOW: '127.0.0.1',
    })
    const [, port] = await setup.program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
    setup.url = `http://127.0.0.1:${port}`
  }
  const isSettled = await eventually(async () => {
    const { spool, tiers } = (await (await fetch(`${setup.url}/health/models`)).json()) as {
      spool: { pending: number }
      tiers: { database: { state: string } }
    }
    return spool.pending === 0 && tiers.database.state === 'connected'
  })
  if (!isSettled) report.wrong.push('the spool was not empty 60 s after both were restarted')
  await query(setup.postgres.url, 'UPDATE watch_events SET claimed_until = now() WHERE claimed_until > now()')
}

async function createWatch({ url, receiver }: Setup): Promise<string> {
  const response = await fetch(`${url}/api/watches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'everything',
      filter: {},
      destination: { type: 'webhook', url: `${receiver.url}/hook` },
    }),
  })
  const { data } = (await response.json()) as { data: { secret: string } }
  return data.secret
}

/** A signature is valid for five minutes. @returns how many messages were checked so far */
function checkSignatures({ messages }: Receiver, secret: string, checked: number): number {
  const webhook = new Webhook(secret)
  for (const { body, headers } of messages.slice(checked)) webhook.verify(body, headers as Record<string, string>)
  return messages.length
}

async function verify({ postgres, receiver }: Setup, before: number, report: WatchKillReport): Promise<void> {
  const isDelivered = await eventually(async () => {
    const [row] = await query(
      postgres.url,
      "SELECT count(*)::integer AS left FROM watch_events WHERE state = 'pending'",
    )
    return row?.['left'] === 0
  }, 90_000)
  if (!isDelivered) report.wrong.push('not everything was delivered 90 s after the last kill')
  const committed = (await query(
    postgres.url,
    `SELECT seq::integer AS seq, model_id, after FROM catalog_changes
     WHERE sync_id > ${before} AND sync_id IN (
       SELECT id FROM (SELECT id, observed_at, max(observed_at) OVER (ORDER BY id) AS newest FROM catalog_syncs) AS sync
       WHERE observed_at = newest -- not committed late, after a newer one
     ) ORDER BY seq`,
  )) as unknown as Change[]
  const messages = new Map<string, string>()
  const arrived: Change[] = []
  for (const { body, headers } of receiver.messages) {
    const id = String(headers['webhook-id'])
    const known = messages.get(id)
    if (known !== undefined && known !== body) report.wrong.push(`the message ${id} changed`)
    if (known !== undefined) report.repeated += 1
    else {
      const { data } = JSON.parse(body) as { data: { items: { change: ListedChange }[] } }
      arrived.push(...data.items.map(({ change: { seq, model_id, after } }) => ({ seq, model_id, after })))
    }
    messages.set(id, body)
  }
  report.committed = committed.length
  report.arrived = receiver.messages.length
  const [first, second] = [committed, arrived].map((changes) => changes.map((change) => JSON.stringify(change)))
  const missing = first!.filter((change) => !second!.includes(change))
  const unknown = second!.filter((change) => !first!.includes(change))
  if (missing.length > 0) report.wrong.push(`did not arrive: ${missing.join()}`)
  if (unknown.length > 0) report.wrong.push(`arrived, and was not committed: ${unknown.join()}`)
  if (report.wrong.length === 0 && first!.join() !== second!.join())
    report.wrong.push('the order is wrong, or an event has two messages')
}
