import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DependencyFault } from './dependency-faults.js'
import { startFaultSetup, type FaultSetup, type FaultSetupOptions } from './fault-setup.js'
import { applyFault, until, type FaultResult } from './apply-fault.js'

/** Low enough for a busy machine. `npm run soak` uses the full rate and length. */
const rate = 30
const faultMs = 3_000
const withinMs = 10_000
/** One for the call in progress, and one for the next while the other is ending. */
const connectionsToUpstream = 2

/** Applies all of these faults in turn to one program under constant load. `why`: the reason to skip them. */
export function testFaults(
  faults: readonly DependencyFault[],
  options: Partial<FaultSetupOptions> = {},
  why: string | null = null,
): void {
  let setup: FaultSetup | undefined
  let descriptors: number | undefined
  const results: FaultResult[] = []
  beforeAll(async () => {
    if (why === null) setup = await startFaultSetup({ rate, ...options })
    if (setup) descriptors = await maxDescriptors(setup)
  })
  afterAll(() => setup?.close())

  it.for(faults.map((fault) => [fault.name, fault] as const))(
    '%s: syncs and writes resume, and connections stay within bounds',
    async ([, fault], { skip }) => {
      if (!setup) return skip(why ?? '')
      const result = await applyFault(setup, fault, faultMs)
      results.push(result)
      const { watch, maxConnections } = setup
      expect(result.held).toBeLessThanOrEqual(maxConnections)
      // PostgreSQL may still list a closed connection for a moment, until its backend runs.
      await until('PostgreSQL lists no more connections than are allowed', withinMs, async () => {
        const { connections, samples } = watch.max()
        watch.reset()
        return samples > 0 && connections <= maxConnections
      })
    },
  )

  it('every response is a 200 or 304, during and between the faults', async ({ skip }) => {
    if (!setup) return skip(why ?? '')
    const { total, statuses, errors, failed, examples } = (await setup.load.stop()).report()
    expect({ failed, errors, examples }).toEqual({ failed: 0, errors: {}, examples: [] })
    expect(await setup.shedRequests()).toBe(0)
    expect(statuses['304']).toBeGreaterThan(total / 10)
    const tested = new Set(results.map(({ name }) => name)) // a fault that was tried again has two results
    expect([...tested]).toEqual(faults.map(({ name }) => name)) // none was skipped
  })

  it('leaves no descriptor, warning, unhandled rejection or connection behind, and stops cleanly', async ({ skip }) => {
    if (!setup) return skip(why ?? '')
    const { program, proxy } = setup
    await until(`it has no more open than the ${descriptors} descriptors of before`, withinMs, async () => {
      const { upstream = 0, others = 0 } = (await setup!.descriptors()) ?? {}
      return upstream <= connectionsToUpstream && others <= (descriptors ?? 0)
    })
    expect(program.output()).not.toMatch(/unhandled_rejection|MaxListenersExceeded|Warning:/)
    expect(await program.stop('SIGTERM')).toBe(0)
    await until('its connections are closed', withinMs, async () => proxy.connections().open === 0)
  })
}

/** The current number, plus one for each further database connection. */
async function maxDescriptors({
  url,
  proxy,
  maxConnections,
  modelsHealth,
  descriptors,
}: FaultSetup): Promise<number | undefined> {
  await until('the first sync is committed', withinMs, async () => (await modelsHealth()).last_sync?.id != null)
  await fetch(`${url}/api/changes?limit=1`)
  const { open } = proxy.connections()
  const others = (await descriptors())?.others
  return others === undefined ? undefined : others + maxConnections - open
}
