import * as fc from 'fast-check'
import type { Fault } from '../helpers/fake-upstream.js'
import type { TcpFault } from '../helpers/tcp-fault-proxy.js'
import { World } from './program-model.js'

/** A step; the model lives in the world's facts, since what may be served follows from what was acknowledged so far. */
interface Command {
  run(world: World): Promise<void> | void
  /** For the report of a failure. */
  toString(): string
}

function command(name: string, run: Command['run']): Command {
  return { run, toString: () => name }
}

const upstreamFaults: readonly Fault[] = [
  { kind: 'status', code: 503 },
  { kind: 'status', code: 429 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'emptyList' },
  { kind: 'halfList' },
  { kind: 'wrongTypes' },
  { kind: 'truncate', afterBytes: 700, how: 'contentLength' },
]
const databaseFaults = fc.oneof(
  fc.constant<TcpFault>({ kind: 'pass' }),
  fc.constant<TcpFault>({ kind: 'refuse' }),
  fc.constant<TcpFault>({ kind: 'reset' }),
  fc.nat(60_000).map((afterBytes): TcpFault => ({ kind: 'truncate', afterBytes })),
  fc.constant<TcpFault>({ kind: 'loseResponseTo', text: 'COMMIT', how: 'cut', times: 1 }),
  // That of the sync itself, and not of taking the lease.
  fc.constant<TcpFault>({
    kind: 'loseResponseTo',
    text: 'COMMIT',
    after: 'INSERT INTO catalog_syncs',
    how: 'cut',
    times: 1,
  }),
)

const read = command('read', (world) => world.read())

export const commands = [
  fc.constant(command('publish and sync', (world) => (world.publish(), world.sync()))),
  fc.constant(command('publish', (world) => world.publish())),
  fc.constant(command('sync', (world) => world.sync())),
  fc.constant(read),
  fc
    .tuple(fc.constantFrom(...upstreamFaults), fc.integer({ min: 1, max: 4 }))
    .map(([fault, times]) =>
      command(`upstream ${JSON.stringify(fault)} ${times} times`, (world) => world.upstreamFails(fault, times)),
    ),
  databaseFaults.map((fault) => command(`database ${JSON.stringify(fault)}`, (world) => world.databaseFails(fault))),
  fc
    .integer({ min: -30, max: 3_600 })
    .map((seconds) => command(`clock ${seconds} s`, (world) => world.clock.jump(seconds * 1000))),
  fc
    .nat(60)
    .map((turns) =>
      command(
        `publish, kill ${turns} turns into a sync, start`,
        (world) => (world.publish(), world.killAndStart(turns)),
      ),
    ),
  fc.constant(command('stop and start', (world) => world.stopAndStart())),
]

/** Runs one sequence, reading after each step, in a world of its own. */
export async function runCommands(databaseUrl: string, steps: Iterable<Command>): Promise<void> {
  const world = await World.begin(databaseUrl)
  try {
    const watched = [...steps].flatMap((step) => [step, read])
    for (const step of watched) await step.run(world)
    await world.settleAndCompare()
  } finally {
    await world.end()
  }
}

export const sequences = (most: number): fc.Arbitrary<Command[]> =>
  fc.array(fc.oneof(...commands), { minLength: 1, maxLength: most })
