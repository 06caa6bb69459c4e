import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { withService, type ServiceOptions } from './service-command.js'
import { syncText } from './sync-text.js'
import { print } from './terminal.js'

const timeoutMs = 120_000

/** `modelkeep refresh`: makes a running service sync now. Exit code 1 unless the sync ends `applied` or `unchanged`. */
export async function refreshCommand(options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const { data } = (await service.administer('/api/refresh', { method: 'POST', timeoutMs })) as { data: Sync }
    await print(process.stdout, `${options.json ? JSON.stringify(data) : syncText(data)}\n`)
    if (data.status !== 'applied' && data.status !== 'unchanged') process.exitCode = 1
  })
}
