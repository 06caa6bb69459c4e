import type { Watch } from '@modelkeep/catalog/contract/watches'
import { say } from '../say.js'
import { withService, type RunningService } from '../service-command.js'
import { SourceError } from '../source/model-source.js'
import { print } from '../terminal.js'
import { replay } from './replay-watch.js'
import { readWatchRequest, type AddOptions } from './watch-options.js'
import { watchText } from './watch-text.js'

/** `modelkeep watch add`. A secret of the user's own is not printed. */
export async function addWatch(name: string, options: AddOptions): Promise<void> {
  await withService(options, async (service) => {
    const request = readWatchRequest(name, options, process.env)
    const { secret, ...watch } = await create(service, JSON.stringify(request))
    const shown = options.secretEnv === undefined ? secret : null
    const text = options.json
      ? JSON.stringify({ data: { ...watch, secret: shown } })
      : `${watchText(watch)}${shown === null ? '' : `\n  secret       ${shown}`}`
    await print(process.stdout, `${text}\n`)
    if (shown !== null) say('the secret is not shown again; the receiver verifies messages with it')
    if (options.since === undefined) return
    try {
      await replay(service, watch, { since: options.since })
    } catch (error) {
      const { message } = error as Error
      throw new SourceError(`the watch is created, but --since failed: ${message}`, { cause: error })
    }
  })
}

async function create(service: RunningService, json: string): Promise<Watch & { secret: string | null }> {
  const { data } = (await service.administer('/api/watches', { method: 'POST', json })) as {
    data: Watch & { secret: string | null }
  }
  return data
}
