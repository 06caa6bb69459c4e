import * as fc from 'fast-check'
import type { Fault } from '../helpers/fake-upstream.js'
import type { TcpFault } from '../helpers/tcp-fault-proxy.js'
import { ModelledProgram } from './program-model.js'

/** A step. The model is in the program's facts, since what may be served follows from what was acknowledged so far. */
interface Command {
  run(program: ModelledProgram): Promise<void> | void
  /** Its name in the report of a failure. */
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
  // The commit of the sync, not that of the lease.
  fc.constant<TcpFault>({
    kind: 'loseResponseTo',
    text: 'COMMIT',
    after: 'INSERT INTO catalog_syncs',
    how: 'cut',
    times: 1,
  }),
)

const read = command('read', (program) => program.read())

export const commands = [
  fc.constant(command('publish and sync', (program) => (program.publish(), program.sync()))),
  fc.constant(command('publish', (program) => program.publish())),
  fc.constant(command('sync', (program) => program.sync())),
  fc.constant(read),
  fc
    .tuple(fc.constantFrom(...upstreamFaults), fc.integer({ min: 1, max: 4 }))
    .map(([fault, times]) =>
      command(`upstream ${JSON.stringify(fault)} ${times} times`, (program) => program.upstreamFails(fault, times)),
    ),
  databaseFaults.map((fault) =>
    command(`database ${JSON.stringify(fault)}`, (program) => program.databaseFails(fault)),
  ),
  fc
    .integer({ min: -30, max: 3_600 })
    .map((seconds) => command(`clock ${seconds} s`, (program) => program.clock.jump(seconds * 1000))),
  fc
    .nat(60)
    .map((ticks) =>
      command(
        `publish, kill ${ticks} ticks into a sync, start`,
        (program) => (program.publish(), program.killAndStart(ticks)),
      ),
    ),
  fc.constant(command('stop and start', (program) => program.stopAndStart())),
]

/** Runs one sequence, reading after each step, on a separate program. */
export async function runCommands(databaseUrl: string, steps: Iterable<Command>): Promise<void> {
  const program = await ModelledProgram.begin(databaseUrl)
  try {
    const watched = [...steps].flatMap((step) => [step, read])
    for (const step of watched) await step.run(program)
    await program.settleAndCompare()
  } finally {
    await program.end()
  }
}

export const sequences = (most: number): fc.Arbitrary<Command[]> =>
  fc.array(fc.oneof(...commands), { minLength: 1, maxLength: most })
