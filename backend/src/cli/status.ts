import type { Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import { readableAge } from './readable-age.js'
import { withService, type ServiceOptions } from './service-command.js'
import { plainText, print } from './terminal.js'

/** `modelkeep status`: what a running service serves, and the state of what it depends on. Exit code 1 if it is degraded. */
export async function statusCommand(options: ServiceOptions): Promise<void> {
  await withService(options, async (service) => {
    const [health, models] = (await Promise.all([service.read('/health'), service.read('/health/models')])) as [
      Health,
      ModelsHealth,
    ]
    const text = options.json ? JSON.stringify({ ...health, models }) : statusText(service.base, health, models)
    await print(process.stdout, `${text}\n`)
    if (health.status !== 'ok') process.exitCode = 1
  })
}

export function statusText(base: string, health: Health, models: ModelsHealth): string {
  const { upstream, database } = models.tiers
  const age = models.age_seconds === null ? '' : `, confirmed ${readableAge(models.age_seconds)} ago`
  const last = models.last_sync
  return [
    `service    ${base}: ${health.status}, version ${health.version}, up for ${readableAge(health.uptime_seconds)}`,
    `catalogue  ${models.model_count} models from ${models.tier ?? 'nowhere yet'}${age} (${models.state})`,
    `upstream   circuit breaker ${upstream.breaker}${upstream.last_error ? `; last error: ${upstream.last_error}` : ''}`,
    `database   ${database.state}${models.spool.pending > 0 ? `; ${models.spool.pending} observations wait in the spool` : ''}`,
    `last sync  ${last === null ? 'none' : `${last.status} at ${last.observed_at}${last.detail ? `: ${last.detail}` : ''}`}`,
  ]
    .map(plainText)
    .join('\n')
}
