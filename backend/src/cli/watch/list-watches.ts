import type { Delivery } from '@modelkeep/catalog/contract/watches'
import { systemClock } from '../../lib/clock.js'
import { say } from '../say.js'
import { withService, type RunningService, type ServiceOptions } from '../service-command.js'
import { print, terminalOf } from '../terminal.js'
import { findWatch, listWatches, titleOf } from './find-watch.js'
import { deliveryTable, watchTable } from './watch-text.js'

/** `modelkeep watch list` */
export async function listWatchesCommand(options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const data = await listWatches(service)
    if (options.json) return print(process.stdout, `${JSON.stringify({ data })}\n`)
    if (data.length === 0) return say('there are no watches; `watch add` creates one')
    await print(process.stdout, `${watchTable(data, terminalOf(process.stdout, process.env))}\n`)
  })
}

/** `modelkeep watch deliveries` */
export async function listDeliveriesCommand(idOrName: string, options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const watch = await findWatch(service, idOrName)
    const data = await listDeliveries(service, watch.id)
    if (options.json) return print(process.stdout, `${JSON.stringify({ data })}\n`)
    if (data.length === 0) return say(`${titleOf(watch)} has sent nothing in the last 30 days`)
    const terminal = terminalOf(process.stdout, process.env)
    await print(process.stdout, `${deliveryTable(data, watch, { terminal, now: systemClock.now() })}\n`)
  })
}

/** The newest, newest first. */
export async function listDeliveries(service: RunningService, watchId: number): Promise<Delivery[]> {
  const { data } = (await service.administer(`/api/watches/${watchId}/deliveries`)) as { data: Delivery[] }
  return data
}
