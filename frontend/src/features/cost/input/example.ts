// A small usage file with models of the served catalogue.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { tokenPrice } from '@modelkeep/catalog/price/price'

const dayMs = 86_400_000
const heading = 'id,created_at,model,prompt_tokens,cached_tokens,completion_tokens'
/** Counts of the rows: input, of which cached, and output tokens. */
const counts = [
  [2_006, 1_920, 300],
  [12_400, 8_000, 950],
  [640, 0, 1_210],
  [31_900, 30_000, 420],
  [5_120, 1_024, 2_048],
  [900, 0, 75],
  [18_300, 16_384, 1_600],
  [2_750, 0, 640],
] as const
const maxModels = 3

/** Rows of the last days in CSV; the last one names a model that does not exist. `now` in Unix milliseconds. */
export function exampleUsage(models: readonly Model[], now: number): string {
  const ids = exampleModels(models)
  const rows = counts.map(([input, cached, output], at) =>
    [`call-${at + 1}`, timeOf(now, counts.length - at), ids[at % ids.length], input, cached, output].join(','),
  )
  const unknown = ['call-9', timeOf(now, 1), 'example/no-such-model', 1_000, 0, 100].join(',')
  return `${[heading, ...rows, unknown].join('\n')}\n`
}

/** Models that charge for tokens, each of another author. Any models if there are none. */
function exampleModels(models: readonly Model[]): string[] {
  const ids = new Map<string, string>()
  for (const model of models) {
    if (ids.size === maxModels) break
    const prices = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
    const charges = prices.every((price) => price.kind === 'known' && price.value.gt(0))
    if (charges && !model.id.startsWith('~') && !ids.has(authorOf(model.id))) ids.set(authorOf(model.id), model.id)
  }
  const found = [...ids.values()]
  return found.length > 0 ? found : models.slice(0, maxModels).map(({ id }) => id)
}

function timeOf(now: number, daysAgo: number): string {
  return `${new Date(now - daysAgo * dayMs).toISOString().slice(0, 13)}:00:00Z`
}
