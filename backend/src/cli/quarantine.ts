import { isApprovable, isApproved } from '@modelkeep/catalog/contract/approvable'
import type { ApprovedMirror, Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { InvalidArgumentError } from 'commander'
import { say } from './say.js'
import { shortTime } from './short-time.js'
import { withService, type ServiceOptions } from './service-command.js'
import { syncText } from './sync-text.js'
import { table, type Cell } from './table.js'
import { print, terminalOf } from './terminal.js'

const columns = [
  { title: 'ID', align: 'right' },
  { title: 'LAST SEEN' },
  { title: 'TIMES', align: 'right' },
  { title: 'SOURCE' },
  { title: 'REASON' },
  { title: 'STATUS' },
  { title: 'DETAIL' },
] as const
const timeoutMs = 120_000

/** `modelkeep quarantine list`: payloads, models and mirrored documents that a running service does not trust, newest first. */
export async function listQuarantineCommand(options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const { data } = (await service.administer('/api/quarantine')) as { data: Quarantined[] }
    if (options.json) return print(process.stdout, `${JSON.stringify({ data })}\n`)
    if (data.length === 0) return say('nothing is quarantined')
    const terminal = terminalOf(process.stdout, process.env)
    await print(process.stdout, `${table(columns, data.map(rowOf), terminal)}\n`)
  })
}

/** `modelkeep quarantine approve`: serves a quarantined list or document. Exit code 1 unless its sync ends `applied` or `unchanged`. */
export async function approveCommand(id: number, options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const path = `/api/quarantine/${id}/approve`
    const { data } = (await service.administer(path, { method: 'POST', timeoutMs })) as { data: Sync | ApprovedMirror }
    await print(process.stdout, `${options.json ? JSON.stringify(data) : approvalText(data)}\n`)
    if (data.status !== 'applied' && data.status !== 'unchanged') process.exitCode = 1
  })
}

function approvalText(approved: Sync | ApprovedMirror): string {
  if (!('mirror' in approved)) return syncText(approved)
  return `${approved.mirror} ${approved.status}: ${approved.entries} entries`
}

export function idArgument(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be an id from `quarantine list`.')
  return Number(text)
}

function rowOf(entry: Quarantined): Cell[] {
  const { id, last_observed_at: lastSeen, times, source, reason, model_id, detail } = entry
  const status = isApproved(entry) ? 'approved' : isApprovable(reason) ? 'can be approved' : 'kept out'
  const text = model_id === null ? detail : `${model_id}: ${detail}`
  return [String(id), shortTime(lastSeen), String(times), source, reason, status, text].map((cell) => ({ text: cell }))
}
