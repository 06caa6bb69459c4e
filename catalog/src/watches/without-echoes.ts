import type { ListedChange } from '../contract/changes.js'

const echoes: Readonly<Record<string, string>> = { 'top_provider.context_length': 'context_length' }

/** Without the changes that say again what another one of the same model and time says: the context of a model is published twice. */
export function withoutEchoes(changes: readonly ListedChange[]): ListedChange[] {
  const keyOf = ({ model_id, observed_at, before, after }: ListedChange, field: string | null): string =>
    JSON.stringify([model_id, observed_at, field, before, after])
  const known = new Set(changes.map((change) => keyOf(change, change.field)))
  return changes.filter((change) => {
    const echoed = echoes[change.field ?? '']
    return echoed === undefined || !known.has(keyOf(change, echoed))
  })
}
