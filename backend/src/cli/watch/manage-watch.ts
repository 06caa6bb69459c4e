import type { Watch } from '@modelkeep/catalog/contract/watches'
import { paint, plainText, print, terminalOf } from '../terminal.js'
import { withService, type ServiceOptions } from '../service-command.js'
import { findWatch, titleOf } from './find-watch.js'
import { responseText } from './watch-text.js'

interface TestResult {
  delivered: boolean
  status: number | null
  latency_ms: number
  detail: string
}

/** `modelkeep watch test`: exit code 1 unless the message is delivered. */
export async function testWatch(idOrName: string, options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const { id, destination } = await findWatch(service, idOrName)
    const { data } = (await service.administer(`/api/watches/${id}/test`, { method: 'POST' })) as { data: TestResult }
    const { delivered, latency_ms: latencyMs } = data
    const state = paint(terminalOf(process.stdout, process.env), delivered ? 'green' : 'red', stateText(delivered))
    const text = `${plainText(destination.target)} in ${latencyMs} ms: ${plainText(responseText(data)) || 'accepted'}`
    await print(process.stdout, `${options.json ? JSON.stringify({ data }) : `${state} to ${text}`}\n`)
    if (!delivered) process.exitCode = 1
  })
}

/** `modelkeep watch pause` */
export async function pauseWatch(idOrName: string, options: ServiceOptions): Promise<void> {
  await change(idOrName, options, 'paused')
}

/** `modelkeep watch resume` */
export async function resumeWatch(idOrName: string, options: ServiceOptions): Promise<void> {
  await change(idOrName, options, 'active')
}

/** `modelkeep watch remove` */
export async function removeWatch(idOrName: string, options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const { id } = await findWatch(service, idOrName)
    const { data } = (await service.administer(`/api/watches/${id}`, { method: 'DELETE' })) as { data: Watch }
    const lost = data.pending === 0 ? '' : `; ${eventCount(data.pending)} will not be sent`
    await printResult(data, `is removed${lost}`, options)
  })
}

async function change(idOrName: string, options: ServiceOptions, state: 'paused' | 'active'): Promise<void> {
  await withService(options, async (service) => {
    const { id } = await findWatch(service, idOrName)
    const request = { method: 'PATCH', json: JSON.stringify({ state }) } as const
    const { data } = (await service.administer(`/api/watches/${id}`, request)) as { data: Watch }
    const waiting = data.pending === 0 ? '' : `; ${eventCount(data.pending)} pending`
    await printResult(data, `is ${data.state}${waiting}`, options)
  })
}

async function printResult(watch: Watch, text: string, { json }: ServiceOptions): Promise<void> {
  await print(process.stdout, `${json ? JSON.stringify({ data: watch }) : plainText(`${titleOf(watch)} ${text}`)}\n`)
}

function stateText(delivered: boolean): string {
  return delivered ? 'delivered' : 'not delivered'
}

export function eventCount(count: number): string {
  return count === 1 ? '1 event' : `${count} events`
}
