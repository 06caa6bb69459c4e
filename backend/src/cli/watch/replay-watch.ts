import type { Watch } from '@modelkeep/catalog/contract/watches'
import { say } from '../say.js'
import { withService, type RunningService, type ServiceOptions } from '../service-command.js'
import { SourceError } from '../source/model-source.js'
import { plainText, print } from '../terminal.js'
import { findWatch, titleOf } from './find-watch.js'
import { listDeliveries } from './list-watches.js'
import { eventCount } from './manage-watch.js'
import { shortIdLength } from './watch-text.js'

export interface ReplayOptions extends ServiceOptions {
  /** RFC 3339 in UTC. */
  since?: string
  message?: string
}

/** `modelkeep watch replay` */
export async function replayWatch(idOrName: string, options: ReplayOptions): Promise<void> {
  await withService(options, async (service) => {
    const { since, message } = options
    if ((since === undefined) === (message === undefined)) throw new SourceError('give either --since or --message')
    const watch = await findWatch(service, idOrName)
    const what = since === undefined ? { message_id: await fullId(service, watch, message!) } : { since }
    const events = await requestReplay(service, watch, what)
    const text = `${titleOf(watch)}: ${eventCount(events)} will be sent`
    await print(process.stdout, `${options.json ? JSON.stringify({ data: { events } }) : plainText(text)}\n`)
  })
}

/** After a watch was created. Reported on standard error: the watch itself is the result. */
export async function replay(service: RunningService, watch: Watch, what: { since: string }): Promise<void> {
  say(`${eventCount(await requestReplay(service, watch, what))} since ${what.since} will be sent`)
}

async function requestReplay(
  service: RunningService,
  { id }: Watch,
  what: { since: string } | { message_id: string },
): Promise<number> {
  const request = { method: 'POST', json: JSON.stringify(what) } as const
  const { data } = (await service.administer(`/api/watches/${id}/replay`, request)) as { data: { events: number } }
  return data.events
}

/** The start of an id is enough, as `watch deliveries` shows it. @throws SourceError */
async function fullId(service: RunningService, watch: Watch, given: string): Promise<string> {
  const start = given.trim().toLowerCase()
  if (start.length < shortIdLength)
    throw new SourceError(`--message is ${JSON.stringify(given)}; expected an id from \`watch deliveries\``)
  const ids = (await listDeliveries(service, watch.id)).flatMap(({ id }) => id ?? [])
  const found = ids.filter((id) => id.startsWith(start))
  if (found.length > 1) throw new SourceError(`--message ${start} is the start of several ids; give more of it`)
  return found[0] ?? start
}
