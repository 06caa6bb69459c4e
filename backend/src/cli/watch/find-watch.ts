import type { Watch } from '@modelkeep/catalog/contract/watches'
import type { RunningService } from '../service-command.js'
import { similarName } from '../similar-names.js'
import { SourceError } from '../source/model-source.js'

export async function listWatches(service: RunningService): Promise<Watch[]> {
  const { data } = (await service.administer('/api/watches')) as { data: Watch[] }
  return data
}

/** A watch by its id, else by its name. @throws SourceError that lists what there is */
export async function findWatch(service: RunningService, idOrName: string): Promise<Watch> {
  const watches = await listWatches(service)
  const found =
    watches.find(({ id }) => String(id) === idOrName) ?? watches.find(({ name }) => name === idOrName.trim())
  if (found !== undefined) return found
  const names = watches.map(({ name }) => name)
  const meant = similarName(idOrName, names)
  const hint =
    watches.length === 0 ? 'there are none' : meant === null ? '`watch list` shows all' : `did you mean “${meant}”?`
  throw new SourceError(`there is no watch with the id or name “${idOrName}”; ${hint}`)
}

/** As messages name it. */
export function titleOf({ id, name }: Pick<Watch, 'id' | 'name'>): string {
  return `watch ${id} “${name}”`
}
