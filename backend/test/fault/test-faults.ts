import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DependencyFault } from './dependency-faults.js'
import { openRig, type Rig, type RigOptions } from './rig.js'
import { undergo, until, type Undergone } from './undergo.js'

/** In CI; the full length and rate are those of `npm run soak`. */
const rate = 100
const faultMs = 3_000
const withinMs = 10_000
/** One for the call under way, one for that which follows while the other is dying. */
const connectionsToUpstream = 2

/** One program for all of these faults, one after another, under a load that never stops. `why` they cannot be tried here: they are skipped. */
export function testFaults(faults: readonly DependencyFault[], options: Partial<RigOptions> = {}, why: string | null = null): void {
  let rig: Rig | undefined
  let descriptors: number | undefined
  const undergone: Undergone[] = []
  beforeAll(async () => {
    if (why === null) rig = await openRig({ rate, ...options })
    if (rig) descriptors = await descriptorsWhenBusy(rig)
  })
  afterAll(() => rig?.close())

  it.for(faults.map((fault) => [fault.name, fault] as const))('%s: syncs and writes resume, and connections stay within bounds', async ([, fault], { skip }) => {
    if (!rig) return skip(why ?? '')
    const met = await undergo(rig, fault, faultMs)
    undergone.push(met)
    expect(met.held).toBeLessThanOrEqual(rig.maxConnections)
    expect(met.known).toBeLessThanOrEqual(rig.maxConnections)
  })

  it('every request is answered with 200 or 304, during each fault and between them', async ({ skip }) => {
    if (!rig) return skip(why ?? '')
    const { asked, statuses, errors, failed, examples } = (await rig.load.stop()).report()
    // A machine that is short of time for other reasons may make it refuse some. It counts those, and no others.
    const refused = await rig.refusedForOverload()
    expect({ errors, examples: failed > refused ? examples : [] }).toEqual({ errors: {}, examples: [] })
    expect(failed).toBeLessThanOrEqual(refused) // those who looked on were refused some, too
    expect(statuses['503'] ?? 0).toBe(failed)
    expect(refused).toBeLessThan(asked / 10)
    expect(statuses['304']).toBeGreaterThan(asked / 10)
    expect(undergone.map(({ name }) => name)).toEqual(faults.map(({ name }) => name)) // none was left out
  })

  it('leaves no descriptor, warning, unhandled rejection or connection behind, and stops in order', async ({ skip }) => {
    if (!rig) return skip(why ?? '')
    const { program, way } = rig
    await until(`it has no more open than the ${descriptors} descriptors of before`, withinMs, async () => {
      const { upstream = 0, others = 0 } = (await rig!.descriptors()) ?? {}
      return upstream <= connectionsToUpstream && others <= (descriptors ?? 0)
    })
    expect(program.output()).not.toMatch(/unhandled_rejection|MaxListenersExceeded|Warning:/)
    expect(await program.stop('SIGTERM')).toBe(0)
    await until('its connections are closed', withinMs, async () => way.connections().open === 0)
  })
}

/** With as many connections to the database as it may ever have. */
async function descriptorsWhenBusy(rig: Rig): Promise<number | undefined> {
  await until('the first sync is committed', withinMs, async () => (await rig.modelsHealth()).last_sync?.id != null)
  await until('it has all the connections that it may have', withinMs, async () => {
    await Promise.all(Array.from({ length: 8 }, (_, nr) => fetch(`${rig.url}/api/changes?limit=${nr + 1}`)))
    return rig.way.connections().open === rig.maxConnections
  })
  return (await rig.descriptors())?.others
}
